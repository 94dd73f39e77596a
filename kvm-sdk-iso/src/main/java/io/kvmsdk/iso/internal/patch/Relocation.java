package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.iso.internal.ecma119.DirectoryExtent;
import io.kvmsdk.iso.internal.ecma119.DirectoryRecord;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.susp.SystemUse;
import io.kvmsdk.iso.internal.susp.SystemUseEntry;
import io.kvmsdk.iso.internal.tree.Tree;

/**
 * Where a directory really lies that is shown elsewhere because it would be too deep (RRIP 4.1.5).
 *
 * @param home the directory that holds it, whose name is often {@code rr_moved}
 * @param entry its entry there, marked with RE
 */
record Relocation(Folder home, Item entry) {
  private static final String CLAUSE = "RRIP 4.1.5";

  static Relocation of(ImageBytes image, TreeEditor editor, Folder folder) {
    Tree tree = editor.tree();
    Folder home = editor.folderAt(folder.dotDot().record().block() + tree.shift());
    Item entry =
        home == null
            ? null
            : home.items().stream()
                .filter(i -> i.node().attributes().relocated())
                .filter(i -> tree.directoryBlock(i.node()) == folder.oldBlock())
                .findFirst()
                .orElse(null);
    if (entry == null) {
      throw image.broken(
          folder.oldBlock() * ImageBytes.BLOCK,
          CLAUSE,
          "the relocated folder " + folder.path() + " is not where its '..' leads");
    }
    return new Relocation(home, entry);
  }

  /** The block where that directory begins which shows the one at {@code block}. */
  static long logicalParent(ImageBytes image, Tree tree, long block) {
    DirectoryRecord dotDot = DirectoryExtent.read(image, block, ImageBytes.BLOCK).get(1);
    return tree.shift()
        + SystemUse.read(image, dotDot, tree.skip(), tree.shift()).stream()
            .filter(e -> e.signature().equals("PL"))
            .findFirst()
            .map(e -> e.number(SystemUseEntry.HEADER))
            .orElse(dotDot.block());
  }
}
