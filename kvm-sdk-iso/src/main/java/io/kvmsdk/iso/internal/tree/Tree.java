package io.kvmsdk.iso.internal.tree;

import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.iso.internal.ecma119.DirectoryExtent;
import io.kvmsdk.iso.internal.ecma119.DirectoryRecord;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.ecma119.IsoNames;
import io.kvmsdk.iso.internal.ecma119.VolumeDescriptor;
import io.kvmsdk.iso.internal.rockridge.Dialect;
import io.kvmsdk.iso.internal.rockridge.RockRidge;
import io.kvmsdk.iso.internal.rockridge.Zisofs;
import io.kvmsdk.iso.internal.susp.SystemUse;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** One directory hierarchy, as one descriptor gives it. */
public final class Tree {
  private final ImageBytes image;
  private final VolumeDescriptor descriptor;
  private final long shift;
  private final Naming naming;
  private final int skip;
  private final Dialect dialect;
  private final Node root;

  /**
   * With the best names that the tree has.
   *
   * @param shift the block of the image that the tree calls 0; not 0 for the trees of a partition
   *     that begins inside of the image
   */
  public Tree(ImageBytes image, VolumeDescriptor descriptor, long shift) {
    this(image, descriptor, shift, null);
  }

  private Tree(ImageBytes image, VolumeDescriptor descriptor, long shift, Naming wanted) {
    this.image = image;
    this.descriptor = descriptor;
    this.shift = shift;
    DirectoryRecord record = descriptor.root();
    DirectoryRecord itself =
        DirectoryExtent.read(image, record.block() + shift, record.size()).get(0);
    OptionalInt rockRidge = SystemUse.skip(itself);
    this.skip = rockRidge.orElse(0);
    this.naming = wanted != null ? wanted : best(descriptor.kind(), rockRidge.isPresent());
    this.dialect =
        naming == Naming.ROCK_RIDGE
            ? Dialect.of(SystemUse.read(image, itself, 0, shift))
            : Dialect.RRIP_1_09;
    this.root = new Node("", List.of(record), attributes(itself, 0));
  }

  /** The same tree by its plain names. */
  public Tree plain() {
    return new Tree(image, descriptor, shift, Naming.PLAIN);
  }

  private static Naming best(VolumeDescriptor.Kind kind, boolean rockRidge) {
    return switch (kind) {
      case JOLIET -> Naming.JOLIET;
      case ENHANCED -> Naming.ENHANCED;
      default -> rockRidge ? Naming.ROCK_RIDGE : Naming.PLAIN;
    };
  }

  /** The image that the tree is in. */
  public ImageBytes image() {
    return image;
  }

  public VolumeDescriptor descriptor() {
    return descriptor;
  }

  public long shift() {
    return shift;
  }

  public Naming naming() {
    return naming;
  }

  public Dialect dialect() {
    return dialect;
  }

  /** Bytes to leave alone at the start of each system use area but the root's own. */
  public int skip() {
    return skip;
  }

  /** The root, which has no record with a name. */
  public Node root() {
    return root;
  }

  /** The block of the image where a folder's records begin. */
  public long directoryBlock(Node directory) {
    long child = directory.attributes().childBlock();
    return shift + (child >= 0 ? child : directory.first().block());
  }

  /** The records of a folder as they lie there, with those of the folder itself and its parent. */
  public List<DirectoryRecord> records(Node directory) {
    return DirectoryExtent.read(image, directoryBlock(directory), directorySize(directory));
  }

  /** The size of a folder, in bytes. A CL entry gives none; the relocated folder's record does. */
  public long directorySize(Node directory) {
    return directory.attributes().childBlock() < 0
        ? directory.first().size()
        : DirectoryExtent.read(image, directoryBlock(directory), ImageBytes.BLOCK).get(0).size();
  }

  /** What a folder shows: not what is shown elsewhere, nor the forks of files. */
  public List<Node> children(Node directory) {
    List<Node> nodes = nodes(records(directory));
    nodes.removeIf(n -> n.attributes().relocated() || n.first().associated());
    return nodes;
  }

  /**
   * The content of a file; it is read as it is asked for.
   *
   * @throws io.kvmsdk.iso.error.IsoFormatException if it lies beyond the end, or its compression
   *     breaks the format
   * @throws io.kvmsdk.error.UnsupportedException if it is stored in a way that nothing reads
   */
  public NodeData content(Node file) {
    FileData data = data(file);
    Zisofs zisofs = file.attributes().zisofs();
    refuse(
        file,
        zisofs != null && zisofs.version() == 0,
        "it is compressed in an unknown way (ZF)",
        "Copy it by the program that made the image");
    return zisofs == null || data.size() == 0 ? data : new ZisofsData(data, zisofs);
  }

  /** As {@link #content}, from begin to end. */
  public InputStream open(Node file) {
    return new NodeStream(content(file));
  }

  /** The bytes of a file as they lie there. */
  private FileData data(Node file) {
    DirectoryRecord first = file.first();
    refuse(
        file,
        file.attributes().sparse(),
        "it is a sparse file (RRIP 4.1.7)",
        "Copy it on Solaris, whose format that is");
    for (DirectoryRecord r : file.records()) {
      refuse(
          file,
          r.interleaved(),
          "its data is interleaved (ECMA-119 9.1.7)",
          "Copy it from a disc in a drive");
    }
    refuse(
        file,
        descriptor.volumeSetSize() > 1
            && first.volumeSequence() != descriptor.volumeSequence()
            && first.size() > 0,
        "it is on volume " + first.volumeSequence() + " of a set (ECMA-119 9.1.9)",
        "Open the image of that volume");
    return new FileData(image, file.records(), shift);
  }

  private void refuse(Node file, boolean condition, String problem, String remedy) {
    if (condition) {
      throw new UnsupportedException(
          Subject.of("file", file.name()), problem + " in " + image.name(), remedy);
    }
  }

  /** Groups the records after the first two into nodes, hidden ones included. */
  public List<Node> nodes(List<DirectoryRecord> records) {
    List<Node> nodes = new ArrayList<>(records.size());
    for (int i = 2; i < records.size(); i++) {
      int first = i;
      while (records.get(i).continued()) {
        if (++i == records.size()) {
          throw image.broken(
              records.get(first).position(),
              "ECMA-119 9.1.6",
              "the last extent of a file is missing");
        }
      }
      nodes.add(
          node(
              first == i ? List.of(records.get(i)) : List.copyOf(records.subList(first, i + 1)),
              nodes));
    }
    return nodes;
  }

  private Node node(List<DirectoryRecord> records, List<Node> before) {
    DirectoryRecord first = records.get(0);
    RockRidge attributes = attributes(first, skip);
    String name = attributes.name();
    if (name.isEmpty()) {
      name = named(first, before);
    }
    if (name.isEmpty() || name.equals("..") || name.equals(".") || invalid(name)) {
      throw image.broken(
          first.position(), "ECMA-119 9.1.11, RRIP 4.1.4", "no file can be called '" + name + "'");
    }
    return new Node(name, records, attributes);
  }

  /** Of several versions the first, which is the newest (9.3), goes by the name alone. */
  private String named(DirectoryRecord record, List<Node> before) {
    byte[] identifier = record.identifier();
    String name = naming.decode(identifier);
    boolean older =
        naming == Naming.PLAIN
            && !before.isEmpty()
            && !record.associated()
            && IsoNames.decode(before.get(before.size() - 1).first().identifier()).equals(name);
    return older ? new String(identifier, StandardCharsets.ISO_8859_1) : name;
  }

  private static boolean invalid(String name) {
    return name.indexOf('/') >= 0 || name.indexOf('\0') >= 0;
  }

  private RockRidge attributes(DirectoryRecord record, int skipped) {
    return naming == Naming.ROCK_RIDGE
        ? RockRidge.of(image, SystemUse.read(image, record, skipped, shift))
        : RockRidge.NONE;
  }
}
