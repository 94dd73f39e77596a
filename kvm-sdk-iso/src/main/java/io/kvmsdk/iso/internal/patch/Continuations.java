package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.iso.internal.ecma119.DirectoryRecord;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.susp.ContinuationAreas;
import io.kvmsdk.iso.internal.susp.SystemUse;
import io.kvmsdk.iso.internal.tree.Tree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The continuation areas of old records, which must give way when folders move. */
final class Continuations {
  private final ImageBytes image;
  private final Tree tree;
  private final ContinuationAreas areas;

  Continuations(ImageBytes image, TreeEditor editor) {
    this.image = image;
    this.tree = editor.tree();
    this.areas = editor.factory().areas();
  }

  /**
   * Whether areas must stay: those of regular files, since sequential readers want them before the
   * data, which stays too.
   */
  boolean tied(Folder folder) {
    return folder.items().stream()
        .anyMatch(i -> old(i) && i.node().regular() && continues(i.record(), tree.skip()));
  }

  /** Whether a block holds areas of these folders' records, and nothing else. */
  boolean own(long block, List<Folder> folders) {
    if ((block + 1) * ImageBytes.BLOCK > image.length()) {
      return false;
    }
    byte[] rest = image.bytes(block * ImageBytes.BLOCK, ImageBytes.BLOCK, "SUSP 5.1");
    boolean any = false;
    for (Folder folder : folders) {
      any |= blank(rest, block, folder.dot(), dotSkip(folder));
      for (Item item : folder.items()) {
        any |= old(item) && blank(rest, block, item.record(), tree.skip());
      }
    }
    return any && Arrays.equals(rest, new byte[ImageBytes.BLOCK]);
  }

  /** Takes a record's area out of a block; false if it is not there. */
  private boolean blank(byte[] rest, long block, DirectoryRecord record, int skip) {
    ContinuationAreas.Area area = ContinuationAreas.area(record.systemUse(), skip);
    if (area == null || area.block() + tree.shift() != block) {
      return false;
    }
    int from = (int) Math.min(area.offset(), rest.length);
    int to = (int) Math.min(area.offset() + area.length(), rest.length);
    Arrays.fill(rest, from, to, (byte) 0);
    return true;
  }

  /** Lets the areas of a folder that moves be written anew, behind the folders. */
  void rehome(Folder folder) {
    if (folder.block() < 0 || tied(folder)) {
      return;
    }
    int skip = dotSkip(folder);
    if (continues(folder.dot(), skip)) {
      folder.rehomeDot(rehomed(folder.dot(), skip));
    }
    for (Item item : folder.items()) {
      if (old(item) && continues(item.record(), tree.skip())) {
        item.rehome(rehomed(item.record(), tree.skip()));
      }
    }
  }

  private DirectoryRecord rehomed(DirectoryRecord record, int skip) {
    long end = record.position() + record.length();
    List<byte[]> elsewhere = new ArrayList<>();
    SystemUse.read(image, record, skip, tree.shift()).stream()
        .filter(e -> e.position() < record.position() || e.position() >= end)
        .forEach(e -> elsewhere.add(e.bytes()));
    return record.withBytes(
        record.systemUseStart(), areas.moved(record.systemUse(), skip, elsewhere));
  }

  private static boolean old(Item item) {
    return !item.added() && !item.rehomed();
  }

  private static boolean continues(DirectoryRecord record, int skip) {
    return ContinuationAreas.area(record.systemUse(), skip) != null;
  }

  private int dotSkip(Folder folder) {
    return folder.root() ? 0 : tree.skip();
  }
}
