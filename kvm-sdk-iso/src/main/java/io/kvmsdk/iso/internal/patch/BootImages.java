package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.ecma119.Numbers;
import io.kvmsdk.iso.internal.eltorito.BootCatalog;
import io.kvmsdk.iso.internal.eltorito.BootInfo;
import io.kvmsdk.iso.internal.systemarea.Move;
import io.kvmsdk.iso.internal.systemarea.SystemArea;
import java.util.List;
import java.util.function.Supplier;

/** Keeps an image bootable when one of its boot images is replaced. */
final class BootImages {
  private static final int SECTOR = 512;
  private static final int BLOCK_SECTORS = ImageBytes.BLOCK / SECTOR;
  private static final int MAX_LOAD = 0xffff;

  private final NewImage image;
  private final List<BootCatalog.Entry> entries;
  private final SystemArea systemArea;

  BootImages(ImageEditor editor, SystemArea systemArea) {
    this.image = editor.image();
    this.systemArea = systemArea;
    this.entries =
        editor.volume().bootRecord().map(d -> BootCatalog.read(editor.base(), d)).orElse(List.of());
  }

  /**
   * Tells everything that knows a boot image's place where it is now; nothing if {@code change} is
   * no boot image. The image itself is told too, if the old one knew.
   *
   * @param oldBlock where the file began
   * @param old its content, read only if it is a boot image
   */
  void update(FileChange change, long oldBlock, Supplier<byte[]> old) {
    List<BootCatalog.Entry> mine = entries.stream().filter(e -> e.block() == oldBlock).toList();
    if (mine.isEmpty() || change.content().size() == 0) {
      return;
    }
    byte[] before = old.get();
    tellItself(change, oldBlock, before);
    Move move =
        new Move(
            oldBlock * BLOCK_SECTORS,
            sectors(before.length),
            change.block() * BLOCK_SECTORS,
            sectors(change.content().size()));
    if (!move.unchanged()) {
      mine.forEach(e -> updateEntry(e, move));
      systemArea.move(move);
    }
  }

  private static long sectors(long bytes) {
    return (bytes + SECTOR - 1) / SECTOR;
  }

  private static void tellItself(FileChange change, long oldBlock, byte[] before) {
    boolean tabled = BootInfo.tabled(before, oldBlock, before.length);
    boolean grub2 = BootInfo.knownToGrub2(before, oldBlock);
    if (!tabled && !grub2) {
      return;
    }
    byte[] content = change.content().bytes().clone();
    if (grub2) {
      BootInfo.writeGrub2(content, change.block());
    }
    if (tabled) {
      BootInfo.writeTable(content, change.block());
    }
    change.content(Content.of(content));
  }

  /** An entry that loaded the whole image still does; one that loads its head only keeps that. */
  private void updateEntry(BootCatalog.Entry entry, Move move) {
    byte[] fields = new byte[6];
    boolean whole = Math.abs(entry.sectors() - move.oldCount()) < BLOCK_SECTORS;
    long load = whole ? Math.min(MAX_LOAD, move.newCount()) : entry.sectors();
    Numbers.putLe16(fields, 0, (int) load);
    Numbers.putLe32(fields, 2, move.to() / BLOCK_SECTORS);
    image.write(entry.position() + BootCatalog.SECTORS, fields);
  }
}
