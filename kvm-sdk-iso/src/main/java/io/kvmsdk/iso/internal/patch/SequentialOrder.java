package io.kvmsdk.iso.internal.patch;

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
        && folder.items().stream().allMatch(i -> kept(folder, i));
  }

  private boolean kept(Folder folder, Item item) {
    long end = folder.block() + folder.size() / ImageBytes.BLOCK;
    ContinuationAreas.Area area = item.draft().area();
    long areaBlock = area == null ? end : area.block() + tree.shift();
    if (item.node().directory()) {
      return areaBlock >= end && below(folder, item);
    }
    long data = item.records(tree.shift()).get(0).block() + tree.shift();
    boolean hasData = item.records(tree.shift()).get(0).size() > 0;
    return areaBlock >= end && (!hasData || data >= areaBlock && named(folder, data));
  }

  /** A directory that has not been looked into lies where it lay. */
  private boolean below(Folder folder, Item item) {
    boolean elsewhere = item.node().attributes().childBlock() >= 0;
    long block = item.folder() == null ? tree.directoryBlock(item.node()) : item.folder().block();
    return elsewhere || block > folder.block();
  }

  private boolean named(Folder folder, long data) {
    return editor.relocation(folder) == null || data > folder.parent().block();
  }
}
