package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.iso.internal.ecma119.DirectoryRecord;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.ecma119.ImageInMemory;
import io.kvmsdk.iso.internal.fat.EfiImages;
import io.kvmsdk.iso.internal.fat.FatChanges;
import io.kvmsdk.iso.internal.fat.FatVolume;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Edits FAT images: files of the tree, and those that only firmware can see. */
final class FatEdits {
  private final ImageEditor editor;
  private final Instant time;

  /**
   * @param time of new files in them
   */
  FatEdits(ImageEditor editor, Instant time) {
    this.editor = editor;
    this.time = time;
  }

  /** Edits the FAT image that a file is. It becomes a replaced file, unless nothing changes. */
  void inFile(String path, Consumer<FatChanges> edits) {
    Item file = editor.requireFile(path);
    FatVolume volume = open(path, file);
    edits.accept(new FatChanges(volume, time));
    if (volume.changed()) {
      byte[] content = editor.bytes(file);
      volume.forEachWritten(
          (at, bytes) -> System.arraycopy(bytes, 0, content, Math.toIntExact(at), bytes.length));
      editor.replace(path, Content.of(content));
    }
  }

  /** In its place if it is the original's, so that messages give offsets of the ISO image. */
  private FatVolume open(String path, Item file) {
    if (file.change() != null) {
      byte[] content = editor.bytes(file);
      return FatVolume.open(new ImageInMemory(path, content), 0, content.length);
    }
    DirectoryRecord record = file.node().first();
    long start = (record.block() + editor.preferred().tree().shift()) * ImageBytes.BLOCK;
    return FatVolume.open(editor.base(), start, record.size());
  }

  /** Edits what UEFI boots, be it a file or not; twice if there are two. */
  void bootedByUefi(Consumer<FatChanges> edits) {
    List<Long> starts = EfiImages.starts(editor.base(), editor.volume());
    if (starts.isEmpty()) {
      throw new NotFoundException(
          Subject.of("ISO image", editor.base().name()),
          "it has no boot image for UEFI",
          "Edit the files that its boot entries name, or take an image that boots under UEFI");
    }
    for (long start : starts) {
      pathOf(start)
          .ifPresentOrElse(path -> inFile(path, edits), () -> outsideOfTheTree(start, edits));
    }
  }

  /** The file that begins there, if it is still in the tree. */
  private Optional<String> pathOf(long start) {
    return start % ImageBytes.BLOCK == 0
        ? editor.filesAt(start / ImageBytes.BLOCK).map(Item::path).findFirst()
        : Optional.empty();
  }

  private void outsideOfTheTree(long start, Consumer<FatChanges> edits) {
    NewImage image = editor.image();
    FatVolume volume = FatVolume.open(image, start, editor.base().length() - start);
    edits.accept(new FatChanges(volume, time));
    volume.forEachWritten((at, bytes) -> image.write(start + at, bytes));
  }
}
