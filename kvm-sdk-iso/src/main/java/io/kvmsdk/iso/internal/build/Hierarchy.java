package io.kvmsdk.iso.internal.build;

import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.iso.internal.build.NewDirectory.Child;
import io.kvmsdk.iso.internal.ecma119.DirectoryRecord;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.ecma119.Timestamps;
import io.kvmsdk.iso.internal.patch.Content;
import io.kvmsdk.iso.internal.rockridge.Dialect;
import io.kvmsdk.iso.internal.rockridge.RootEntries;
import io.kvmsdk.iso.internal.susp.ContinuationAreas;
import io.kvmsdk.iso.internal.tree.Naming;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * One directory hierarchy of a new image: its path table, its directories in the order of that, and
 * the continuation areas of their records.
 */
final class Hierarchy {
  /** A parent's number has 16 bits (9.4.4). */
  private static final int MAX_DIRECTORIES = 0xffff;

  private final Naming naming;
  private final List<NewDirectory> directories = new ArrayList<>();
  private final ContinuationAreas areas = new ContinuationAreas();
  private long areasBlock;

  /** Records the whole tree; links are left out where they cannot be told. */
  Hierarchy(Naming naming, NewNode root) {
    this.naming = naming;
    directories.add(new NewDirectory(root, null, new byte[1]));
    for (int i = 0; i < directories.size(); i++) { // by level, parent and name: ECMA-119 6.9.1
      NewDirectory directory = directories.get(i);
      directory.number(i + 1);
      fill(directory);
      directories.addAll(directory.directories());
    }
    refuseTooMany();
  }

  private void refuseTooMany() {
    if (directories.size() > MAX_DIRECTORIES) {
      throw new UnsupportedException(
          Subject.of("new image", directories.size() + " folders"),
          "a path table numbers no more than " + MAX_DIRECTORIES,
          "Put files into fewer folders");
    }
  }

  private void fill(NewDirectory directory) {
    Identifiers identifiers = new Identifiers(naming);
    List<Child> children =
        directory.node().children().stream()
            .filter(node -> rockRidge() || !node.link())
            .map(node -> identifiers.next(node))
            .sorted()
            .map(name -> child(directory, name.node(), identifiers.encode(name)))
            .toList();
    boolean root = directory == directories.get(0);
    directory.fill(dot(directory.node(), 0, root), dot(directory.parentNode(), 1, false), children);
  }

  private boolean rockRidge() {
    return naming == Naming.ROCK_RIDGE;
  }

  private Child child(NewDirectory parent, NewNode node, byte[] identifier) {
    NewDirectory directory = node.folder() ? new NewDirectory(node, parent, identifier) : null;
    return new Child(
        node, record(node, identifier, entries(node, node.name(), node.linkTarget())), directory);
  }

  /** By which a directory is called in itself (0) or in its children (1): ECMA-119 6.8.2.2. */
  private DirectoryRecord dot(NewNode directory, int identifier, boolean first) {
    List<byte[]> entries = new ArrayList<>(entries(directory, "", ""));
    if (first && rockRidge()) {
      entries.add(0, RootEntries.sharingProtocol());
      entries.add(RootEntries.extensionReference());
    }
    return record(directory, new byte[] {(byte) identifier}, entries);
  }

  private List<byte[]> entries(NewNode node, String name, String linkTarget) {
    return rockRidge()
        ? Dialect.RRIP_1_09.entries(
            new Dialect.Attributes(node.mode(), node.links(), 0, node.time(), name, linkTarget))
        : List.of();
  }

  private DirectoryRecord record(NewNode node, byte[] identifier, List<byte[]> entries) {
    return DirectoryRecord.create(
        identifier,
        node.folder() ? DirectoryRecord.DIRECTORY : 0,
        Timestamps.toShort(node.time()),
        areas.place(entries, 0, DirectoryRecord.systemUseRoom(identifier.length)));
  }

  Naming naming() {
    return naming;
  }

  /** Where the root directory begins. */
  long rootBlock() {
    return directories.get(0).block();
  }

  /** In bytes. */
  long rootSize() {
    return directories.get(0).size();
  }

  /** The little-endian or the big-endian path table (ECMA-119 9.4). */
  byte[] pathTable(boolean bigEndian) {
    ByteArrayOutputStream table = new ByteArrayOutputStream();
    directories.forEach(d -> table.writeBytes(d.pathTableRecord(bigEndian)));
    return table.toByteArray();
  }

  /** Gives the directories, and then their continuation areas, their blocks; gives the end. */
  long place(long first) {
    long block = first;
    for (NewDirectory d : directories) {
      d.block(block);
      block += d.size() / ImageBytes.BLOCK;
    }
    areasBlock = block;
    return block + areas.blocks();
  }

  /** Writes what {@link #place} has placed, once all data has its place too. */
  void write(NewIso image) {
    for (NewDirectory d : directories) {
      image.put(d.block(), Content.of(d.bytes(this::located)));
    }
    image.put(areasBlock, Content.of(areas.bytes(areasBlock)));
  }

  private DirectoryRecord located(DirectoryRecord record) {
    return record.withBytes(
        record.systemUseStart(), ContinuationAreas.located(record.systemUse(), 0, areasBlock));
  }
}
