package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.iso.internal.ecma119.DirectoryRecord;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.rockridge.Dialect;
import io.kvmsdk.iso.internal.rockridge.PosixEntries;
import io.kvmsdk.iso.internal.tree.Node;
import io.kvmsdk.iso.internal.tree.Tree;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Changes one tree in memory; {@link TreeLayout} then lays it down. */
final class TreeEditor {
  /** The number of the tree whose names paths are made of. */
  static final int PREFERRED = 0;

  private final ImageBytes image;
  private final Tree tree;
  private final int number;
  private final RecordFactory factory;
  private final Map<Long, Folder> loaded = new HashMap<>();
  private final Map<Folder, Relocation> relocations = new HashMap<>();
  private final HardLinks hardLinks = new HardLinks(this);
  private final Folder root;
  private final Set<Long> removedFolders = new LinkedHashSet<>();
  private final Set<Folder> movedFolders = new LinkedHashSet<>();
  private boolean foldersAdded;

  /**
   * @param number by which items know their twins in this tree
   */
  TreeEditor(ImageBytes image, Tree tree, int number) {
    this.image = image;
    this.tree = tree;
    this.number = number;
    this.factory = new RecordFactory(image, tree);
    this.root = load(null, tree.root());
  }

  Tree tree() {
    return tree;
  }

  int number() {
    return number;
  }

  RecordFactory factory() {
    return factory;
  }

  Folder root() {
    return root;
  }

  /** Whether folders came, went or got another name, so that the path tables change. */
  boolean foldersChanged() {
    return foldersAdded || !removedFolders.isEmpty() || !movedFolders.isEmpty();
  }

  /** Where the folders of the original began that are gone. */
  Set<Long> removedFolders() {
    return removedFolders;
  }

  /** Folders of the original that have another name or parent. */
  Set<Folder> movedFolders() {
    return movedFolders;
  }

  private Folder load(Item self, Node directory) {
    List<DirectoryRecord> records = tree.records(directory);
    long block = tree.directoryBlock(directory);
    Folder folder =
        new Folder(
            tree,
            self,
            new Draft(tree, records.get(0), self == null),
            new Draft(tree, records.get(1), false),
            block,
            tree.directorySize(directory));
    tree.nodes(records)
        .forEach(n -> folder.load(new Item(n, new Draft(tree, n.first(), false), false)));
    if (loaded.putIfAbsent(block, folder) != null) {
      throw image.broken(
          block * ImageBytes.BLOCK, "ECMA-119 6.8.2", "two folders are said to begin here");
    }
    return folder;
  }

  /**
   * The folder behind an item, loaded if need be; null if the item is no folder, or one that is
   * shown elsewhere.
   */
  Folder folder(Item item) {
    if (item == null || !item.node().directory() || item.node().attributes().relocated()) {
      return null;
    }
    if (item.folder() == null) {
      Folder folder = load(item, item.node());
      item.folder(folder);
      if (item.node().attributes().childBlock() >= 0) {
        relocations.put(folder, Relocation.of(image, this, folder));
      }
    }
    return item.folder();
  }

  /** The folder of the original that begins at a block, if it has been looked into; or null. */
  Folder loaded(long block) {
    return loaded.get(block);
  }

  /**
   * The folder of the original that began at a block, loaded if need be; null if it is gone, or
   * cannot be found by what folders call their parents, as in libisofs' Joliet trees: the way goes
   * up by {@code ..}, or PL if a folder is relocated.
   */
  Folder folderAt(long block) {
    Set<Long> way = new LinkedHashSet<>();
    long above = block;
    while (!loaded.containsKey(above)) {
      if (!way.add(above)) {
        return null;
      }
      above = Relocation.logicalParent(image, tree, above);
    }
    Folder folder = loaded.get(above);
    List<Long> down = new ArrayList<>(way);
    Collections.reverse(down);
    for (int i = 0; i < down.size() && folder != null; i++) {
      folder = folder.live() ? child(folder, down.get(i)) : null;
    }
    return folder != null && folder.live() ? folder : null;
  }

  private Folder child(Folder parent, long block) {
    return parent.items().stream()
        .filter(i -> i.node().directory() && !i.node().attributes().relocated())
        .filter(i -> !i.added() && tree.directoryBlock(i.node()) == block)
        .findFirst()
        .map(this::folder)
        .orElse(null);
  }

  /** Adds a folder, and gives its entry. */
  Item addFolder(Folder parent, Dialect.Attributes a) {
    Item item = factory.item(parent, a);
    parent.add(item);
    item.folder(new Folder(tree, item, factory.dot(a), factory.dotDot(parent, a), -1, 0));
    countSubfolder(parent, 1);
    foldersAdded = true;
    return item;
  }

  /** Adds a file or link. */
  Item add(Folder folder, Dialect.Attributes a) {
    Item item = factory.item(folder, a);
    folder.add(item);
    return item;
  }

  /** Adds a further name for the data of a file. */
  Item addHardLink(Folder folder, String name, Item existing) {
    Item link = factory.hardLink(folder, name, existing);
    folder.add(link);
    hardLinks.join(link, existing);
    return link;
  }

  /** Gives a file new data, which it shares with none of its former hard links. */
  void change(Item item, FileChange change, long serial) {
    hardLinks.leave(item);
    hardLinks.alone(item, serial);
    item.change(change);
    change.names(number).add(item);
  }

  /** Removes an item; gives it and all that was below it. */
  List<Item> remove(Item item) {
    List<Item> gone = new ArrayList<>(List.of(item));
    Folder folder = item.parent();
    folder.remove(item);
    if (item.node().directory()) {
      countSubfolder(folder, -1);
    }
    for (int i = 0; i < gone.size(); i++) {
      Folder inside = folder(gone.get(i));
      if (inside != null) {
        gone.addAll(inside.items());
        forget(inside);
      } else {
        hardLinks.leave(gone.get(i));
      }
      gone.get(i).parent(null);
    }
    return gone;
  }

  private void forget(Folder folder) {
    if (folder.oldBlock() >= 0) {
      removedFolders.add(folder.oldBlock());
      movedFolders.remove(folder);
    }
    Relocation relocation = relocation(folder);
    if (relocation != null && relocation.entry().parent() != null) {
      relocation.home().remove(relocation.entry());
      countSubfolder(relocation.home(), -1);
    }
  }

  /** Where a relocated folder really lies; null for all others. */
  Relocation relocation(Folder folder) {
    return relocations.get(folder);
  }

  /** Gives an item another folder, another name, or both. */
  void move(Item item, Folder to, String name) {
    Folder from = item.parent();
    Folder folder = folder(item);
    from.remove(item);
    rename(item, to, name);
    if (folder == null) {
      return;
    }
    if (from != to) {
      countSubfolder(from, -1);
      countSubfolder(to, 1);
    }
    if (folder.oldBlock() >= 0) {
      movedFolders.add(folder);
    }
    Relocation relocation = relocation(folder);
    if (relocation == null) {
      folder.dotDot().entries(factory.posix() ? factory.ofItself(to) : null);
    } else {
      relocation.home().remove(relocation.entry());
      rename(relocation.entry(), relocation.home(), name);
    }
  }

  private void rename(Item item, Folder to, String name) {
    byte[] identifier = to.identifier(name, item.node().directory());
    item.rename(factory.shown(name, identifier), identifier);
    if (factory.posix()) {
      edit(item, item.draft(), e -> e.name(name));
    }
    to.add(item);
  }

  /** Changes attributes of an item, in all records that tell them; null means the root. */
  void attributes(Item item, Consumer<PosixEntries> edit, Consumer<Draft> record) {
    for (Draft draft : drafts(item)) {
      if (factory.posix()) {
        edit(item, draft, edit);
      }
      record.accept(draft);
    }
  }

  /** A file tells its attributes under all its names; a folder also in its own and below it. */
  private List<Draft> drafts(Item item) {
    Folder folder = item == null ? root : folder(item);
    if (folder == null) {
      return hardLinks.names(item).stream().map(Item::draft).toList();
    }
    List<Draft> drafts = new ArrayList<>(List.of(folder.dot()));
    drafts.add(item == null ? folder.dotDot() : item.draft());
    Relocation relocation = relocation(folder);
    if (relocation != null) {
      drafts.add(relocation.entry().draft());
    }
    for (Item below : folder.items()) {
      if (below.node().first().directory()) {
        Folder child = behind(below);
        if (child != null) {
          drafts.add(child.dotDot());
        }
      }
    }
    return drafts;
  }

  /** The folder that an item is, wherever it is shown; null where a relocated one is nowhere. */
  Folder behind(Item item) {
    boolean away = item.node().attributes().relocated();
    return away ? folderAt(tree.directoryBlock(item.node())) : folder(item);
  }

  void edit(Item item, Draft draft, Consumer<PosixEntries> edit) {
    PosixEntries entries = factory.posix(item, draft);
    edit.accept(entries);
    draft.entries(entries.list());
  }

  /**
   * A folder has one link for each folder in it, unless the image's writer does not count: libisofs
   * says 1. The {@code ..} of its other subfolders tell the number too; they are left alone, since
   * no reader asks them and each would cost a sector.
   */
  private void countSubfolder(Folder parent, int more) {
    if (factory.posix()) {
      Draft second = parent.root() ? parent.dotDot() : parent.self().draft();
      for (Draft draft : List.of(parent.dot(), second)) {
        edit(parent.self(), draft, e -> e.links(e.links() < 2 ? e.links() : e.links() + more));
      }
    }
  }
}
