package io.kvmsdk.iso.internal.tree;

import io.kvmsdk.iso.internal.ecma119.DirectoryExtent;
import io.kvmsdk.iso.internal.ecma119.DirectoryRecord;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.ecma119.VolumeDescriptor;
import io.kvmsdk.iso.internal.rockridge.Dialect;
import io.kvmsdk.iso.internal.rockridge.PosixEntry;
import io.kvmsdk.iso.internal.rockridge.RockRidge;
import io.kvmsdk.iso.internal.susp.SystemUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** One directory hierarchy, as one descriptor gives it. */
public final class Tree {
  private final ImageBytes image;
  private final VolumeDescriptor descriptor;
  private final long shift;
  private final Naming naming;
  private final int skip;
  private final Dialect dialect;

  /**
   * @param shift the block of the image that the tree calls 0; not 0 for the trees of a partition
   *     that begins inside of the image
   */
  public Tree(ImageBytes image, VolumeDescriptor descriptor, long shift) {
    this.image = image;
    this.descriptor = descriptor;
    this.shift = shift;
    DirectoryRecord root = descriptor.root();
    DirectoryRecord itself = DirectoryExtent.read(image, root.block() + shift, root.size()).get(0);
    OptionalInt rockRidge = SystemUse.skip(itself);
    this.skip = rockRidge.orElse(0);
    if (descriptor.kind() == VolumeDescriptor.Kind.JOLIET) {
      this.naming = Naming.JOLIET;
    } else {
      this.naming = rockRidge.isPresent() ? Naming.ROCK_RIDGE : Naming.PLAIN;
    }
    this.dialect =
        naming == Naming.ROCK_RIDGE
            ? Dialect.of(SystemUse.read(image, itself, 0, shift))
            : Dialect.RRIP_1_09;
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
    DirectoryRecord root = descriptor.root();
    DirectoryRecord itself = DirectoryExtent.read(image, root.block() + shift, root.size()).get(0);
    return new Node("", List.of(root), attributes(itself, 0));
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

  /** What a folder shows. */
  public List<Node> children(Node directory) {
    return nodes(records(directory)).stream().filter(n -> !n.attributes().relocated()).toList();
  }

  /** The child of that name; plain names are compared without regard to case. */
  public Optional<Node> child(Node directory, String name) {
    return children(directory).stream()
        .filter(
            n -> naming == Naming.PLAIN ? n.name().equalsIgnoreCase(name) : n.name().equals(name))
        .findFirst();
  }

  /** Groups the records after the first two into nodes, relocated ones included. */
  public List<Node> nodes(List<DirectoryRecord> records) {
    List<Node> nodes = new ArrayList<>();
    List<DirectoryRecord> parts = new ArrayList<>();
    for (DirectoryRecord record : records.subList(2, records.size())) {
      parts.add(record);
      if (!record.continued()) {
        nodes.add(node(List.copyOf(parts)));
        parts.clear();
      }
    }
    if (!parts.isEmpty()) {
      throw image.broken(
          parts.get(0).position(), "ECMA-119 9.1.6", "the last extent of a file is missing");
    }
    return nodes;
  }

  private Node node(List<DirectoryRecord> records) {
    DirectoryRecord first = records.get(0);
    RockRidge attributes = attributes(first, skip);
    String name = attributes.name();
    if (name.isEmpty()) {
      name = naming.decode(first.identifier());
    }
    if (name.isEmpty() || name.equals("..") || name.equals(".") || invalid(name)) {
      throw image.broken(
          first.position(), "ECMA-119 9.1.11, RRIP 4.1.4", "no file can be called '" + name + "'");
    }
    return new Node(name, records, attributes);
  }

  private static boolean invalid(String name) {
    return name.indexOf('/') >= 0 || name.indexOf('\0') >= 0;
  }

  /** Owner and links of a file; the defaults where there is no Rock Ridge. */
  public PosixEntry posix(Node node) {
    boolean isRoot = node.name().isEmpty();
    if (naming != Naming.ROCK_RIDGE) {
      return PosixEntry.NONE;
    }
    DirectoryRecord record = isRoot ? records(node).get(0) : node.first();
    return PosixEntry.of(SystemUse.read(image, record, isRoot ? 0 : skip, shift));
  }

  private RockRidge attributes(DirectoryRecord record, int skipped) {
    return naming == Naming.ROCK_RIDGE
        ? RockRidge.of(image, SystemUse.read(image, record, skipped, shift))
        : RockRidge.NONE;
  }
}
