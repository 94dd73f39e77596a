package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.iso.internal.ecma119.DirectoryRecord;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.susp.ContinuationAreas;
import io.kvmsdk.iso.internal.susp.SystemUse;
import io.kvmsdk.iso.internal.susp.SystemUseEntry;
import io.kvmsdk.iso.internal.tree.Tree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The continuation areas of old records, which must give way when folders move. */
final class Continuations {
  private final ImageBytes image;
  private final Tree tree;

  Continuations(ImageBytes image, TreeEditor editor) {
    this.image = image;
    this.tree = editor.tree();
  }

  /**
   * Whether areas cannot go to the end: those of old files, since sequential readers want them
   * before the data, which may stay.
   */
  boolean tied(Folder folder) {
    return folder.items().stream()
        .anyMatch(i -> i.keepsData() && (i.draft().oldArea() != null || i.draft().area() != null));
  }

  /** Whether a block holds areas of these folders' records, and nothing else. */
  boolean own(long block, List<Folder> folders) {
    if ((block + 1) * ImageBytes.BLOCK > image.length()) {
      return false;
    }
    byte[] rest = image.bytes(block * ImageBytes.BLOCK, ImageBytes.BLOCK, "SUSP 5.1");
    boolean any = false;
    for (Draft draft : drafts(folders)) {
      any |= draft.oldArea() != null && blank(rest, block, draft.oldArea());
    }
    return any && Arrays.equals(rest, new byte[ImageBytes.BLOCK]);
  }

  private static List<Draft> drafts(List<Folder> folders) {
    List<Draft> drafts = new ArrayList<>();
    for (Folder folder : folders) {
      drafts.add(folder.dot());
      folder.items().forEach(i -> drafts.add(i.draft()));
    }
    return drafts;
  }

  /** Takes an area out of a block; false if it is not there. */
  private boolean blank(byte[] rest, long block, ContinuationAreas.Area area) {
    if (area.block() + tree.shift() != block) {
      return false;
    }
    int from = (int) Math.min(area.offset(), rest.length);
    int to = (int) Math.min(area.offset() + area.length(), rest.length);
    Arrays.fill(rest, from, to, (byte) 0);
    return true;
  }

  /** Lets the areas of a folder be written anew, right behind it. */
  void rehome(Folder folder) {
    for (Draft draft : drafts(List.of(folder))) {
      if (draft.continues()) {
        draft.rehome(folder.areas(), elsewhere(draft));
      }
    }
  }

  /** What a record has in its areas. */
  private List<byte[]> elsewhere(Draft draft) {
    DirectoryRecord record = draft.record();
    long end = record.position() + record.length();
    return SystemUse.read(image, record, draft.skip(), tree.shift()).stream()
        .filter(e -> e.position() < record.position() || e.position() >= end)
        .map(SystemUseEntry::bytes)
        .toList();
  }
}
