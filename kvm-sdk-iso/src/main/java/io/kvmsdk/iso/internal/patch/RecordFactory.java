package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.iso.internal.ecma119.DirectoryRecord;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.ecma119.Timestamps;
import io.kvmsdk.iso.internal.rockridge.Dialect;
import io.kvmsdk.iso.internal.rockridge.PosixEntries;
import io.kvmsdk.iso.internal.rockridge.RockRidge;
import io.kvmsdk.iso.internal.susp.SystemUseEntry;
import io.kvmsdk.iso.internal.tree.Naming;
import io.kvmsdk.iso.internal.tree.Node;
import io.kvmsdk.iso.internal.tree.Tree;
import java.util.List;

/** Makes new records of one tree, in the words of that tree's own writer. */
final class RecordFactory {
  static final int FILE_MODE = 0100444;
  static final int DIRECTORY_MODE = 040555;
  static final int LINK_MODE = 0120777;

  private static final int TYPE = 0170000;
  private static final int DIRECTORY_TYPE = 0040000;

  private final ImageBytes image;
  private final Tree tree;

  RecordFactory(ImageBytes image, Tree tree) {
    this.image = image;
    this.tree = tree;
  }

  /** A new entry of {@code folder}; its extent is filled in later. */
  Item item(Folder folder, Dialect.Attributes a) {
    boolean directory = (a.mode() & TYPE) == DIRECTORY_TYPE;
    byte[] identifier = folder.identifier(a.name(), directory);
    return item(a.name(), record(identifier, directory, a), entries(a));
  }

  /** A further entry for the data of {@code existing}, of the same attributes. */
  Item hardLink(Folder folder, String name, Item existing) {
    byte[] identifier = folder.identifier(name, false);
    DirectoryRecord record = existing.record().withText(identifier, new byte[0]);
    List<byte[]> entries = List.of();
    if (posix()) {
      PosixEntries posix = posix(existing, existing.draft());
      posix.name(name);
      entries = posix.list();
    }
    Item link = item(name, record, entries);
    Node node = new Node(link.name(), existing.node().records(), link.node().attributes());
    return new Item(node, link.draft(), true);
  }

  private Item item(String name, DirectoryRecord record, List<byte[]> entries) {
    RockRidge attributes = RockRidge.of(image, entries.stream().map(SystemUseEntry::made).toList());
    Node node = new Node(shown(name, record.identifier()), List.of(record), attributes);
    return new Item(node, new Draft(tree, record, entries), true);
  }

  /** How the tree shows an entry that was to be called {@code name}. */
  String shown(String name, byte[] identifier) {
    return posix() ? name : tree.naming().decode(identifier);
  }

  /** The record by which a new directory calls itself. */
  Draft dot(Dialect.Attributes a) {
    Dialect.Attributes nameless =
        new Dialect.Attributes(a.mode(), a.links(), a.uid(), a.gid(), a.serial(), a.time(), "", "");
    return new Draft(tree, record(new byte[] {0}, true, a), entries(nameless));
  }

  /** The record by which a new directory calls its parent: what that says of itself. */
  Draft dotDot(Folder parent, Dialect.Attributes a) {
    return new Draft(tree, record(new byte[] {1}, true, a), ofItself(parent));
  }

  /** What a directory says of itself, but for what only the root has (SP, ER). */
  List<byte[]> ofItself(Folder folder) {
    return folder.dot().entries(image).stream()
        .filter(e -> List.of("RR", "PX", "TF").contains(SystemUseEntry.made(e).signature()))
        .toList();
  }

  private static DirectoryRecord record(
      byte[] identifier, boolean directory, Dialect.Attributes a) {
    return DirectoryRecord.create(
        identifier,
        directory ? DirectoryRecord.DIRECTORY : 0,
        Timestamps.toShort(a.time()),
        new byte[0]);
  }

  private List<byte[]> entries(Dialect.Attributes a) {
    return posix() ? tree.dialect().entries(a) : List.of();
  }

  /** The entries of an item's record, or of another that tells of the same, to be changed. */
  PosixEntries posix(Item item, Draft draft) {
    int type = item == null || item.node().directory() ? DIRECTORY_TYPE : FILE_MODE;
    return new PosixEntries(tree.dialect(), type, draft.entries(image));
  }

  /** Whether a tree can show links, modes and owners at all. */
  boolean posix() {
    return tree.naming() == Naming.ROCK_RIDGE;
  }
}
