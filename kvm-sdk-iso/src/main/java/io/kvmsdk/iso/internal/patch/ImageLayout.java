package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.ecma119.Numbers;
import io.kvmsdk.iso.internal.ecma119.VolumeDescriptor;
import io.kvmsdk.iso.internal.systemarea.SystemArea;
import io.kvmsdk.iso.internal.tree.Tree;
import io.kvmsdk.iso.internal.tree.Volume;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import java.util.stream.Collectors;

/**
 * Gives every change its blocks: folders first, then data, then path tables, and last whatever
 * tells how long the image is.
 */
public final class ImageLayout {
  private static final long MAX_BLOCKS = 0xFFFFFFFFL;

  private final ImageEditor editor;
  private final NewImage image;
  private final SystemArea systemArea;
  private final BootImages bootImages;
  private Optional<AppendedPartitions> appended = Optional.empty();

  private ImageLayout(ImageEditor editor) {
    this.editor = editor;
    this.image = editor.image();
    this.systemArea = new SystemArea(editor.base());
    this.bootImages = new BootImages(editor);
  }

  /** Lays down all edits; afterwards the editor has done its work. */
  public static NewImage of(ImageEditor editor) {
    new ImageLayout(editor).write();
    return editor.image();
  }

  private void write() {
    TreeInfo.refresh(editor);
    SignedLists.note(editor);
    Optional<ChecksumRefresh> checksums = ChecksumRefresh.begin(editor);
    List<TreeLayout> trees =
        editor.editors().stream()
            .map(e -> new TreeLayout(image, e, e == editor.preferred(), editor.notes()))
            .toList();
    appended = AppendedPartitions.open(editor, systemArea);
    trees.forEach(TreeLayout::place);
    new FilePlaces(editor, bootImages).find();
    trees.forEach(TreeLayout::write);
    editor.volume().aliases().forEach(this::copyTree);
    bootImages.noteRemoved();
    boolean grown = appended.map(this::insert).orElseGet(this::append);
    bootImages.tellTables(systemArea);
    image.write(0, systemArea.bytes());
    if (grown) {
      byte[] tail = systemArea.tail();
      image.write(image.length() - tail.length, tail);
    }
    checksums.ifPresent(c -> c.finish(bootImages.catalogChanged()));
    new MediaCheck(editor).update();
  }

  /** Brings a copy of a descriptor in line with the one that was written. */
  private void copyTree(Volume.Alias alias) {
    VolumeDescriptor from = alias.tree().descriptor();
    VolumeDescriptor to = alias.descriptor();
    if (from.pathTableL(false) == to.pathTableL(false)) {
      copy(from, to, VolumeDescriptor.PATH_TABLE_SIZE, 24);
    }
    copy(from, to, VolumeDescriptor.ROOT_RECORD + 2, 16);
  }

  private void copy(VolumeDescriptor from, VolumeDescriptor to, int at, int length) {
    image.write(to.position() + at, image.bytes(from.position() + at, length, "ECMA-119 8.4"));
  }

  /** Whether the image grows, as it does where anything was allocated behind its end. */
  private boolean append() {
    long dataEnd = image.length() / ImageBytes.BLOCK;
    if (dataEnd == ImageBytes.blocks(editor.base().length())) {
      return false;
    }
    long blocks = systemArea.length(dataEnd);
    refuseTooLong(blocks);
    if (systemArea.unsound()) {
      editor.notes().add("The GUID partition table is not sound, and left as it is");
    }
    image.endAt(blocks);
    systemArea.resize(blocks, bootImages.blocks(), volumeStarts());
    resizeVolumes(end -> blocks);
    return true;
  }

  private Set<Long> volumeStarts() {
    return editor.volume().trees().stream().map(Tree::shift).collect(Collectors.toSet());
  }

  /** Addresses have 32 bits (ECMA-119 8.4.8). */
  private void refuseTooLong(long blocks) {
    if (blocks > MAX_BLOCKS) {
      throw new UnsupportedException(
          Subject.of("ISO image", editor.base().name()),
          "it would have " + blocks + " blocks, and no more than 2^32 can be addressed",
          "Add less");
    }
  }

  /** Whether partitions behind the volume's had to make room. */
  private boolean insert(AppendedPartitions partitions) {
    long count = partitions.close();
    refuseTooLong(image.length() / ImageBytes.BLOCK);
    resizeVolumes(end -> partitions.volumeEnd(end, count));
    return count > 0;
  }

  /** Gives each volume an end, as a block of the image, in place of its old one. */
  private void resizeVolumes(LongUnaryOperator newEnd) {
    for (TreeEditor tree : editor.editors()) {
      putVolumeSize(tree.tree().descriptor(), tree.tree().shift(), newEnd);
    }
    for (Volume.Alias alias : editor.volume().aliases()) {
      putVolumeSize(alias.descriptor(), alias.tree().shift(), newEnd);
    }
  }

  private void putVolumeSize(VolumeDescriptor descriptor, long shift, LongUnaryOperator newEnd) {
    byte[] size = new byte[8];
    Numbers.putBoth32(size, 0, newEnd.applyAsLong(descriptor.volumeSize() + shift) - shift);
    image.write(descriptor.position() + VolumeDescriptor.VOLUME_SIZE, size);
  }
}
