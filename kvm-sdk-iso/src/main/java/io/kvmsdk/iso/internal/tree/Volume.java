package io.kvmsdk.iso.internal.tree;

import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.iso.error.IsoFormatException;
import io.kvmsdk.iso.internal.ecma119.DirectoryRecord;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.ecma119.VolumeDescriptor;
import io.kvmsdk.iso.internal.ecma119.VolumeDescriptor.Kind;
import io.kvmsdk.iso.internal.ecma119.VolumeDescriptorSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An image's descriptors and the trees that they give: one ISO tree and perhaps a Joliet one; twice
 * that where a partition that begins inside of the image has descriptors of its own (xorriso's
 * {@code -partition_offset}).
 */
public final class Volume {
  /** Where the second set lies, if there is one: xorriso's usual partition offset is 16 blocks. */
  private static final long SECOND_SET = 2 * VolumeDescriptorSet.FIRST_BLOCK;

  private static final Set<Kind> TREES =
      EnumSet.of(Kind.PRIMARY, Kind.JOLIET, Kind.ENHANCED, Kind.SUPPLEMENTARY);

  private final ImageBytes image;
  private final long start;
  private final List<Sessions.Session> sessions;
  private final VolumeDescriptorSet descriptors;
  private final VolumeDescriptor primary;
  private final List<Tree> trees = new ArrayList<>();
  private final List<Alias> aliases = new ArrayList<>();

  /**
   * A further descriptor of a tree.
   *
   * @param tree the tree, known by another descriptor
   */
  public record Alias(VolumeDescriptor descriptor, Tree tree) {}

  /**
   * One of the goes in which an image was written.
   *
   * @param start the block where it begins
   */
  public record SessionInfo(long start, VolumeDescriptor primary) {}

  private Volume(ImageBytes image, Sessions.Session session, List<Sessions.Session> sessions) {
    this.image = image;
    this.start = session.start();
    this.sessions = sessions;
    this.descriptors = session.descriptors();
    this.primary = descriptors.primary(image);
    addTrees(descriptors, 0);
    if (start == 0) {
      VolumeDescriptorSet.find(image, SECOND_SET).ifPresent(this::addSecondSet);
    }
  }

  /** The newest session of an image, which is the only one of most. */
  public static Volume read(ImageBytes image) {
    Sessions sessions = Sessions.read(image);
    return read(image, sessions.newest(), sessions.all());
  }

  /**
   * An older state of an image.
   *
   * @param session counted from 1, the oldest
   * @throws NotFoundException if there are not that many
   */
  public static Volume read(ImageBytes image, int session) {
    List<Sessions.Session> all = Sessions.read(image).all();
    if (session < 1 || session > all.size()) {
      throw new NotFoundException(
          Subject.of("session", session),
          "the ISO image " + image.name() + " has " + all.size(),
          "Sessions are counted from 1, the oldest");
    }
    return read(image, all.get(session - 1), all);
  }

  /** Some images lack padding at their end, which is well; what lacks data is refused. */
  private static Volume read(
      ImageBytes image, Sessions.Session session, List<Sessions.Session> sessions) {
    long blocks = session.start() + session.descriptors().primary(image).volumeSize();
    if (blocks <= ImageBytes.blocks(image.length())) {
      return new Volume(image, session, sessions);
    }
    try {
      Volume volume = new Volume(image, session, sessions);
      volume.trees.forEach(t -> checkWhole(image, t));
      return volume;
    } catch (IsoFormatException missing) {
      throw image.broken(
          image.length(),
          "ECMA-119 8.4.8",
          "the image is cut short: it has "
              + image.length()
              + " of "
              + blocks * ImageBytes.BLOCK
              + " bytes");
    }
  }

  private static void checkWhole(ImageBytes image, Tree tree) {
    VolumeDescriptor d = tree.descriptor();
    for (long table : List.of(d.pathTableL(false), d.pathTableM(false))) {
      image.checkRange(
          (table + tree.shift()) * ImageBytes.BLOCK, d.pathTableSize(), "ECMA-119 8.4.14");
    }
    TreeWalk.of(image, tree)
        .filter(s -> s.node().regular())
        .forEach(s -> new FileData(image, s.node().records(), tree.shift()));
  }

  /**
   * This, if a patch can change it.
   *
   * @throws UnsupportedException if its descriptors are those of a later session
   */
  public Volume alterable() {
    if (start != 0) {
      throw new UnsupportedException(
          Subject.of("ISO image", image.name()),
          "its newest session, of " + sessions.size() + ", begins at block " + start,
          "Copy that session first: xorriso -load sbsector " + start + " -indev old -outdev new");
    }
    return this;
  }

  /** The block where the session begins; 0 for most images. */
  public long start() {
    return start;
  }

  /** All sessions, the oldest first. */
  public List<SessionInfo> sessions() {
    return sessions.stream()
        .map(s -> new SessionInfo(s.start(), s.descriptors().primary(image)))
        .toList();
  }

  /** The descriptors of the session. */
  public List<VolumeDescriptor> descriptors() {
    return descriptors.all();
  }

  public VolumeDescriptor primary() {
    return primary;
  }

  /** The El Torito boot record, if there is one. */
  public Optional<VolumeDescriptor> bootRecord() {
    return descriptors
        .first(Kind.BOOT_RECORD)
        .filter(d -> d.bootSystem().startsWith("EL TORITO SPECIFICATION"));
  }

  /** All trees. */
  public List<Tree> trees() {
    return trees;
  }

  public List<Alias> aliases() {
    return aliases;
  }

  /** Of {@link #trees} that with the best names: Rock Ridge, else Joliet, else plain. */
  public Tree preferred() {
    return trees.stream()
        .filter(t -> t.shift() == 0)
        .min(Comparator.comparing(Tree::naming))
        .orElseThrow();
  }

  /** The tree to show: with the best names of all that a descriptor can give. */
  public Tree best() {
    return Arrays.stream(Naming.values()).flatMap(n -> tree(n).stream()).findFirst().orElseThrow();
  }

  /** The tree as it shows with these names; empty if the image has none such. */
  public Optional<Tree> tree(Naming naming) {
    Optional<Tree> known =
        trees.stream().filter(t -> t.shift() == 0 && t.naming() == naming).findFirst();
    if (known.isPresent()) {
      return known;
    }
    return naming == Naming.PLAIN
        ? Optional.of(trees.get(0).plain())
        : aliases.stream()
            .filter(a -> a.tree().shift() == 0)
            .map(a -> new Tree(image, a.descriptor(), 0))
            .filter(t -> t.naming() == naming)
            .findFirst();
  }

  private void addTrees(VolumeDescriptorSet set, long shift) {
    for (VolumeDescriptor d : set.all()) {
      if (TREES.contains(d.kind())) {
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
  private void addSecondSet(VolumeDescriptorSet second) {
    Optional<VolumeDescriptor> ofPartition = second.first(Kind.PRIMARY);
    if (ofPartition.isEmpty()) {
      return;
    }
    DirectoryRecord root = ofPartition.get().root();
    if (root.block() == primary.root().block()) {
      addTrees(second, 0);
    } else if (Sessions.callsItself(image, root, VolumeDescriptorSet.FIRST_BLOCK)) {
      addTrees(second, VolumeDescriptorSet.FIRST_BLOCK);
    }
  }
}
