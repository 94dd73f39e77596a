package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.iso.internal.rockridge.Dialect;
import io.kvmsdk.iso.internal.tree.IsoPath;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** Puts new entries into all trees. */
final class Additions {
  private final AllTrees trees;
  private final TreeEditor preferred;
  private final String image;
  private final Instant time;

  /** File serial numbers (RRIP 1.12), far above those of other writers. */
  private long serial = 1L << 31;

  /**
   * @param image what messages call it
   * @param time the time of new records
   */
  Additions(AllTrees trees, String image, Instant time) {
    this.trees = trees;
    this.preferred = trees.preferred();
    this.image = image;
    this.time = time;
  }

  /** A file serial number that no file has. */
  long newSerial() {
    return serial++;
  }

  /** Adds a file, and the folders above it. */
  void file(String path, FileChange change, Posix posix) {
    Dialect.Attributes a = attributes(name(path), RecordFactory.FILE_MODE, posix, "");
    everywhere(
        path,
        (editor, folder) -> {
          Item item = editor.add(folder, a);
          editor.change(item, change, a.serial());
          return item;
        });
  }

  /** Adds a symbolic link; trees without Rock Ridge cannot show it. */
  void link(String path, String target, Posix posix) {
    IsoPath.checkLinkTarget(path, target);
    Dialect.Attributes a = attributes(name(path), RecordFactory.LINK_MODE, posix, target);
    everywhere(path, (editor, folder) -> editor.factory().posix() ? editor.add(folder, a) : null);
    if (!preferred.factory().posix()) {
      trees
          .notes()
          .add("Links such as " + IsoPath.normal(path) + " cannot be shown without Rock Ridge");
    }
  }

  /** Adds a further name for the data of a file, and gives it. */
  Item hardLink(String path, String existing) {
    Item file = trees.lookup().file(existing);
    List<Item> links = new ArrayList<>();
    everywhere(
        path,
        (editor, folder) -> {
          Item twin = trees.twin(editor, file, IsoPath.normal(existing));
          Item link = twin == null ? null : editor.addHardLink(folder, name(path), twin);
          links.add(link);
          return link;
        });
    return links.get(0);
  }

  /** Adds an empty folder, and those above it; one that exists is kept as it is. */
  void folder(String path, Posix posix) {
    List<String> names = IsoPath.names(path);
    if (!names.isEmpty() && trees.lookup().find(path) == null) {
      newFolder(makeFolders(names.subList(0, names.size() - 1), path), name(path), posix);
    } else {
      makeFolders(names, path);
    }
  }

  private void everywhere(String path, BiFunction<TreeEditor, Folder, Item> add) {
    Folder parent = newParent(path);
    Item first = null;
    for (TreeEditor editor : trees.editors()) {
      Folder folder = trees.folder(editor, parent);
      Item item = folder == null ? null : add.apply(editor, folder);
      first = editor == preferred ? item : first;
      if (folder == null) {
        trees.notes().add(path + " could not be added to the " + editor.tree().naming() + " tree");
      } else if (editor != preferred && first != null) {
        first.twin(editor.number(), item == null ? Item.NONE : item);
      }
    }
    if (first != null) {
      trees.warnOfOtherName(path, first);
    }
  }

  /** The preferred tree's folder for a new entry, and its twins; what is missing is made. */
  Folder newParent(String path) {
    List<String> names = IsoPath.names(path);
    if (names.isEmpty() || trees.lookup().find(path) != null) {
      throw new AlreadyExistsException(
          Lookup.subject(path),
          "it is in the ISO image " + image + " already",
          "Replace or edit it, remove it first, or choose another path");
    }
    return makeFolders(names.subList(0, names.size() - 1), path);
  }

  private Folder makeFolders(List<String> names, String path) {
    Folder folder = preferred.root();
    for (int i = 0; i < names.size(); i++) {
      Item item = folder.find(names.get(i), true);
      if (item == null) {
        item = newFolder(folder, names.get(i), Posix.USUAL);
      } else if (!item.node().directory()) {
        throw new ConflictException(
            Lookup.subject(path),
            IsoPath.join(names.subList(0, i + 1)) + " is not a folder",
            "Name a path of real folders; links are not followed");
      }
      folder = preferred.folder(item);
    }
    return folder;
  }

  private Item newFolder(Folder parent, String name, Posix posix) {
    Dialect.Attributes a = attributes(name, RecordFactory.DIRECTORY_MODE, posix, "");
    Item item = preferred.addFolder(parent, a);
    for (TreeEditor editor : trees.editors()) {
      Folder above = trees.folder(editor, parent);
      if (editor != preferred) {
        item.twin(editor.number(), above == null ? Item.NONE : editor.addFolder(above, a));
      }
    }
    return item;
  }

  private Dialect.Attributes attributes(String name, int mode, Posix posix, String linkTarget) {
    return new Dialect.Attributes(
        posix.mode(mode),
        mode == RecordFactory.DIRECTORY_MODE ? 2 : 1,
        newSerial(),
        posix.modified().orElse(time),
        name,
        linkTarget);
  }

  /** The last name of a path; empty for the root, which has none. */
  static String name(String path) {
    List<String> names = IsoPath.names(path);
    return names.isEmpty() ? "" : names.get(names.size() - 1);
  }
}
