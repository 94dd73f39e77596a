package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.iso.internal.ecma119.DirectoryRecord;
import io.kvmsdk.iso.internal.tree.Node;
import io.kvmsdk.iso.internal.tree.Tree;
import java.util.ArrayList;
import java.util.List;

/** Changes one tree in memory; {@link TreeLayout} then lays it down. */
final class TreeEditor {
  private final Tree tree;
  private final RecordFactory factory;
  private final Folder root;
  private final List<Long> removedFolders = new ArrayList<>();
  private boolean foldersAdded;

  TreeEditor(Tree tree, RecordFactory factory) {
    this.tree = tree;
    this.factory = factory;
    this.root = load(null, null, tree.root());
  }

  Tree tree() {
    return tree;
  }

  RecordFactory factory() {
    return factory;
  }

  Folder root() {
    return root;
  }

  /** Whether folders were added or removed, so that the path tables change. */
  boolean foldersChanged() {
    return foldersAdded || !removedFolders.isEmpty();
  }

  /** Where the folders began that are gone, with all below them. */
  List<Long> removedFolders() {
    return removedFolders;
  }

  private Folder load(Folder parent, Item self, Node directory) {
    List<DirectoryRecord> records = tree.records(directory);
    Folder folder =
        new Folder(
            tree.naming(),
            parent,
            self,
            records.get(0),
            records.get(1),
            tree.directoryBlock(directory),
            tree.directorySize(directory));
    tree.nodes(records).forEach(n -> folder.load(new Item(n, false)));
    return folder;
  }

  /** The folder behind an item, loaded if need be; null if the item is no folder. */
  Folder folder(Folder parent, Item item) {
    if (item == null || !item.node().directory()) {
      return null;
    }
    if (item.folder() == null) {
      item.folder(load(parent, item, item.node()));
    }
    return item.folder();
  }

  /** The folder at a path, or null. */
  Folder folder(List<String> names) {
    Folder folder = root;
    for (String name : names) {
      folder = folder == null ? null : folder(folder, folder.find(name, true));
    }
    return folder;
  }

  Folder addFolder(Folder parent, String name) {
    Item item = new Item(factory.node(parent, name, RecordFactory.DIRECTORY_MODE, ""), true);
    parent.add(item);
    Folder folder = new Folder(tree.naming(), parent, item, factory.dot(0), factory.dot(1), -1, 0);
    item.folder(folder);
    countSubfolder(parent, 1);
    foldersAdded = true;
    return folder;
  }

  void addFile(Folder folder, String name, FileChange change) {
    Item item = new Item(factory.node(folder, name, RecordFactory.FILE_MODE, ""), true);
    item.change(change);
    folder.add(item);
  }

  /** Adds a symbolic link; false where the tree cannot show one. */
  boolean addLink(Folder folder, String name, String target) {
    if (factory.holdsLinks()) {
      folder.add(new Item(factory.node(folder, name, RecordFactory.LINK_MODE, target), true));
    }
    return factory.holdsLinks();
  }

  void remove(Folder folder, Item item) {
    folder.remove(item);
    if (item.node().directory()) {
      countSubfolder(folder, -1);
      if (!item.added()) {
        removedFolders.add(tree.directoryBlock(item.node()));
      }
    }
  }

  /**
   * A folder has one link for each folder in it. The {@code ..} of its other subfolders tell the
   * number too; they are left alone, since no reader asks them and each would cost a sector.
   */
  private void countSubfolder(Folder parent, int more) {
    int skip = parent.root() ? 0 : tree.skip();
    parent.dots(
        RecordFactory.withMoreLinks(parent.dot(), more, skip),
        parent.root()
            ? RecordFactory.withMoreLinks(parent.dotDot(), more, tree.skip())
            : parent.dotDot());
    if (!parent.root()) {
      Item self = parent.self();
      self.records(List.of(RecordFactory.withMoreLinks(self.record(), more, tree.skip())));
    }
  }
}
