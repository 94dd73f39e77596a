package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.iso.internal.ecma119.DirectoryRecord;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import java.util.TreeMap;

/** Gives new data its blocks: those of the old data where it fits and no other file has them. */
final class FilePlaces {
  private final ImageEditor editor;
  private final NewImage image;
  private final BootImages bootImages;

  FilePlaces(ImageEditor editor, BootImages bootImages) {
    this.editor = editor;
    this.image = editor.image();
    this.bootImages = bootImages;
  }

  void find() {
    TreeMap<Long, Long> candidates = new TreeMap<>();
    for (FileChange change : editor.changes()) {
      if (mayStay(change)) {
        candidates.put(oldBlock(change), ImageBytes.blocks(oldRecord(change).size()));
      }
    }
    SharedData shared = new SharedData(editor, candidates);
    for (FileChange change : editor.changes()) {
      boolean stays = mayStay(change) && shared.alone(change, oldBlock(change));
      change.block(stays ? oldBlock(change) : image.allocateAnywhere(change.blocks()));
      if (!isNew(change)) {
        bootImages.update(change, oldBlock(change), change.item().node().size());
      }
      image.place(change.block(), change.content());
    }
  }

  private static boolean isNew(FileChange change) {
    return change.item().added();
  }

  private static DirectoryRecord oldRecord(FileChange change) {
    return change.item().node().first();
  }

  private long oldBlock(FileChange change) {
    return oldRecord(change).block() + editor.preferred().tree().shift();
  }

  /** Whether new data fits the old blocks; whose they are is another question. */
  private static boolean mayStay(FileChange change) {
    return !isNew(change)
        && change.item().node().records().size() == 1
        && change.blocks() > 0
        && change.blocks() <= ImageBytes.blocks(oldRecord(change).size());
  }
}
