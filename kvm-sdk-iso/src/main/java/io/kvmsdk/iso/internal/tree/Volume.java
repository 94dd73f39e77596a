package io.kvmsdk.iso.internal.tree;

import io.kvmsdk.iso.internal.ecma119.DirectoryRecord;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.ecma119.Numbers;
import io.kvmsdk.iso.internal.ecma119.VolumeDescriptor;
import io.kvmsdk.iso.internal.ecma119.VolumeDescriptor.Kind;
import io.kvmsdk.iso.internal.ecma119.VolumeDescriptorSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * An image's descriptors and the trees that they give: one ISO tree and perhaps a Joliet one; twice
 * that where a partition that begins inside of the image has descriptors of its own (xorriso's
 * {@code -partition_offset}).
 */
public final class Volume {
  /** Where the second set lies, if there is one: xorriso's usual partition offset is 16 blocks. */
  private static final long SECOND_SET = 2 * VolumeDescriptorSet.FIRST_BLOCK;

  private final VolumeDescriptor primary;
  private final Optional<VolumeDescriptor> bootRecord;
  private final List<Tree> trees = new ArrayList<>();
  private final List<Alias> aliases = new ArrayList<>();

  /**
   * A further descriptor of a tree.
   *
   * @param tree the tree, known by another descriptor
   */
  public record Alias(VolumeDescriptor descriptor, Tree tree) {}

  private Volume(ImageBytes image) {
    VolumeDescriptorSet set = VolumeDescriptorSet.read(image);
    primary = set.primary(image);
    bootRecord = set.first(Kind.BOOT_RECORD);
    addTrees(image, set, 0);
    if (VolumeDescriptorSet.present(image, SECOND_SET)) {
      addSecondSet(image, VolumeDescriptorSet.read(image, SECOND_SET));
    }
  }

  public static Volume read(ImageBytes image) {
    return new Volume(image);
  }

  public VolumeDescriptor primary() {
    return primary;
  }

  /** The El Torito boot record, if there is one. */
  public Optional<VolumeDescriptor> bootRecord() {
    return bootRecord.filter(d -> d.bootSystem().startsWith("EL TORITO SPECIFICATION"));
  }

  /** All trees. */
  public List<Tree> trees() {
    return trees;
  }

  public List<Alias> aliases() {
    return aliases;
  }

  /** The tree with the best names: Rock Ridge, else Joliet, else plain. */
  public Tree preferred() {
    return trees.stream()
        .filter(t -> t.shift() == 0)
        .min(Comparator.comparing(Tree::naming))
        .orElseThrow();
  }

  private void addTrees(ImageBytes image, VolumeDescriptorSet set, long shift) {
    for (VolumeDescriptor d : set.all()) {
      if (d.kind() == Kind.PRIMARY || d.kind() == Kind.JOLIET || d.kind() == Kind.SUPPLEMENTARY) {
        long root = d.root().block() + shift;
        trees.stream()
            .filter(t -> t.descriptor().root().block() + t.shift() == root)
            .findFirst()
            .ifPresentOrElse(
                t -> aliases.add(new Alias(d, t)), () -> trees.add(new Tree(image, d, shift)));
      }
    }
  }

  /**
   * The second set is that of a partition if its root, seen from the partition's start, calls
   * itself by that address. If it has the same root as the first it is a copy of it; anything else
   * is the first of several sessions, which is history.
   */
  private void addSecondSet(ImageBytes image, VolumeDescriptorSet second) {
    Optional<VolumeDescriptor> ofPartition = second.first(Kind.PRIMARY);
    if (ofPartition.isEmpty()) {
      return;
    }
    DirectoryRecord root = ofPartition.get().root();
    if (root.block() == primary.root().block()) {
      addTrees(image, second, 0);
    } else if (callsItself(image, root, VolumeDescriptorSet.FIRST_BLOCK)) {
      addTrees(image, second, VolumeDescriptorSet.FIRST_BLOCK);
    }
  }

  private static boolean callsItself(ImageBytes image, DirectoryRecord root, long shift) {
    long offset = (root.block() + shift) * ImageBytes.BLOCK;
    if (offset > image.length() - ImageBytes.BLOCK) {
      return false;
    }
    byte[] block = image.bytes(offset, ImageBytes.BLOCK, "ECMA-119 6.8");
    return Numbers.le32(block, 2) == root.block() && block[32] == 1 && block[33] == 0;
  }
}
