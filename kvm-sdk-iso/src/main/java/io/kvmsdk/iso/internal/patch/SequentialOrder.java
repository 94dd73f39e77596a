package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.iso.internal.ecma119.DirectoryRecord;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.susp.ContinuationAreas;
import io.kvmsdk.iso.internal.tree.Tree;

/**
 * What readers need that go through an image from front to back, as bsdtar does, and that {@link
 * FolderPlaces} cannot always give: a directory before those in it, continuation areas right behind
 * their directory and before the data of their files, and a relocated directory's name before the
 * data of its files.
 */
final class SequentialOrder {
  private final TreeEditor editor;
  private final Tree tree;

  SequentialOrder(TreeEditor editor) {
    this.editor = editor;
    this.tree = editor.tree();
  }

  /** Whether a folder, which has its place, is found in time with all that it holds. */
  boolean kept(Folder folder) {
    Relocation relocation = editor.relocation(folder);
    Folder above = relocation == null ? folder.parent() : relocation.home();
    return (folder.root() || folder.block() > above.block())
        && (relocation == null || named(folder))
        && folder.items().stream().allMatch(i -> continued(folder, i) && below(folder, i));
  }

  private boolean continued(Folder folder, Item item) {
    ContinuationAreas.Area area = item.draft().area();
    if (area == null) {
      return true;
    }
    long block = area.block() + tree.shift();
    return block >= folder.block() + folder.size() / ImageBytes.BLOCK
        && (item.node().directory() || data(item) > block);
  }

  /** Where a file's data begins; where there is none, it is never late. */
  private long data(Item item) {
    DirectoryRecord record = item.records(tree.shift()).get(0);
    return record.size() == 0 ? Long.MAX_VALUE : record.block() + tree.shift();
  }

  /** A directory that has not been looked into lies where it lay. */
  private boolean below(Folder folder, Item item) {
    if (item.node().attributes().childBlock() >= 0) {
      return named(editor.folder(item));
    }
    if (!item.node().directory()) {
      return true;
    }
    long old = item.added() ? -1 : tree.directoryBlock(item.node());
    Folder inside = item.folder() == null ? editor.loaded(old) : item.folder();
    return (inside == null ? old : inside.block()) > folder.block();
  }

  /** The name of a relocated folder is known once it, and the one that shows it, are read. */
  private boolean named(Folder relocated) {
    long known = Math.max(relocated.block(), relocated.parent().block());
    return named(relocated, known);
  }

  private boolean named(Folder folder, long known) {
    return folder.block() > known
        || folder.items().stream()
            .allMatch(i -> i.node().directory() ? named(i, known) : data(i) > known);
  }

  private boolean named(Item directory, long known) {
    boolean elsewhere = directory.node().attributes().childBlock() >= 0;
    return elsewhere || named(editor.folder(directory), known);
  }
}
