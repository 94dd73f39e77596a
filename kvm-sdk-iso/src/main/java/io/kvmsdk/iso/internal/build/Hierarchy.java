package io.kvmsdk.iso.internal.build;

import io.kvmsdk.iso.internal.build.NewDirectory.Child;
import io.kvmsdk.iso.internal.ecma119.DirectoryRecord;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.ecma119.IsoNames;
import io.kvmsdk.iso.internal.ecma119.PathTable;
import io.kvmsdk.iso.internal.ecma119.Timestamps;
import io.kvmsdk.iso.internal.patch.Content;
import io.kvmsdk.iso.internal.rockridge.Dialect;
import io.kvmsdk.iso.internal.rockridge.RootEntries;
import io.kvmsdk.iso.internal.susp.ContinuationAreas;
import io.kvmsdk.iso.internal.tree.Naming;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One directory hierarchy of a new image: its path table, its directories in the order of that, and
 * the continuation areas of their records.
 */
final class Hierarchy {
  /** That of ECMA-119 9.3; names that only differ in spaces at the end are equal there. */
  private static final Comparator<String> ORDER =
      ((Comparator<String>) IsoNames::compare).thenComparing(Comparator.naturalOrder());

  private final Naming naming;
  private final PathTable paths = PathTable.create();
  private final List<NewDirectory> directories = new ArrayList<>();
  private final ContinuationAreas areas = new ContinuationAreas();
  private long areasBlock;

  /** Records the whole tree; links are left out where they cannot be told. */
  Hierarchy(Naming naming, NewNode root) {
    this.naming = naming;
    directories.add(new NewDirectory(root, null, paths.root()));
    for (int i = 0; i < directories.size(); i++) {
      NewDirectory directory = directories.get(i);
      fill(directory);
      directories.addAll(directory.directories());
    }
  }

  private void fill(NewDirectory directory) {
    Identifiers identifiers = new Identifiers(naming);
    Map<String, NewNode> recorded = new TreeMap<>(ORDER);
    for (NewNode node : directory.node().children()) {
      if (rockRidge() || !node.link()) {
        recorded.put(identifiers.next(node.name(), node.folder()), node);
      }
    }
    List<Child> children = new ArrayList<>();
    recorded.forEach(
        (name, node) ->
            children.add(child(directory, node, identifiers.encode(name, node.folder()))));
    boolean root = directory.pathEntry() == paths.root();
    directory.fill(dot(directory.node(), 0, root), dot(directory.parentNode(), 1, false), children);
  }

  private boolean rockRidge() {
    return naming == Naming.ROCK_RIDGE;
  }

  private Child child(NewDirectory parent, NewNode node, byte[] identifier) {
    NewDirectory directory =
        node.folder()
            ? new NewDirectory(node, parent, parent.pathEntry().append(identifier))
            : null;
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
    return paths.root().block();
  }

  /** In bytes. */
  long rootSize() {
    return directories.get(0).size();
  }

  byte[] pathTable(boolean bigEndian) {
    return paths.encode("new image", bigEndian);
  }

  /** Gives the directories, and then their continuation areas, their blocks; gives the end. */
  long place(long first) {
    long block = first;
    for (NewDirectory d : directories) {
      d.pathEntry().moveTo(block);
      block += d.size() / ImageBytes.BLOCK;
    }
    areasBlock = block;
    return block + areas.blocks();
  }

  /** Writes what {@link #place} has placed, once all data has its place too. */
  void write(NewIso image) {
    for (NewDirectory d : directories) {
      image.put(d.pathEntry().block(), Content.of(d.bytes(this::located)));
    }
    image.put(areasBlock, Content.of(areas.bytes(areasBlock)));
  }

  private DirectoryRecord located(DirectoryRecord record) {
    return record.withBytes(
        record.systemUseStart(), ContinuationAreas.located(record.systemUse(), 0, areasBlock));
  }
}
