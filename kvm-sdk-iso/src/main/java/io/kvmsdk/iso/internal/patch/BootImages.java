package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.ecma119.Numbers;
import io.kvmsdk.iso.internal.eltorito.BootCatalog;
import io.kvmsdk.iso.internal.eltorito.BootInfo;
import io.kvmsdk.iso.internal.eltorito.Emulation;
import io.kvmsdk.iso.internal.systemarea.Move;
import io.kvmsdk.iso.internal.systemarea.SystemArea;
import io.kvmsdk.iso.internal.tree.IsoPath;
import io.kvmsdk.iso.internal.tree.Node;
import io.kvmsdk.iso.internal.tree.PathLookup;
import io.kvmsdk.iso.internal.tree.Tree;
import io.kvmsdk.iso.internal.tree.TreeWalk;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Keeps an image bootable when one of its boot images is replaced. */
final class BootImages {
  private static final int SECTOR = 512;
  private static final int BLOCK_SECTORS = ImageBytes.BLOCK / SECTOR;
  private static final int MAX_LOAD = 0xffff;
  private static final int UEFI = 0xEF;

  private final ImageEditor editor;
  private final NewImage image;
  private final List<BootCatalog.Entry> entries;
  private final List<Move> moves = new ArrayList<>();

  BootImages(ImageEditor editor) {
    this.editor = editor;
    this.image = editor.image();
    this.entries =
        editor.volume().bootRecord().map(d -> BootCatalog.read(editor.base(), d)).orElse(List.of());
  }

  /**
   * Tells the catalog where a boot image is now; nothing if {@code change} is no boot image. The
   * image itself is told too, if the old one knew, and later the tables.
   *
   * @param oldBlock where the file began
   * @param oldSize in bytes
   */
  void update(FileChange change, long oldBlock, long oldSize) {
    List<BootCatalog.Entry> mine = entries.stream().filter(e -> e.block() == oldBlock).toList();
    if (mine.isEmpty() || oldSize == 0) {
      return;
    }
    refuse(change, change.content().size() == 0, "a boot image cannot be empty");
    tellItself(change, oldBlock, oldSize);
    Move move =
        new Move(
            oldBlock * BLOCK_SECTORS,
            sectors(oldSize),
            change.block() * BLOCK_SECTORS,
            sectors(change.content().size()));
    mine.stream().filter(e -> e.media() != 0).forEach(e -> emulate(e, change));
    if (!move.unchanged()) {
      mine.forEach(e -> updateEntry(e, move));
      moves.add(move);
    }
  }

  /** Whether the catalog is not what it was. */
  boolean catalogChanged() {
    return entries.stream().anyMatch(e -> image.rewritten(e.position() / ImageBytes.BLOCK));
  }

  /** Where the boot images of the original begin. */
  Set<Long> blocks() {
    return entries.stream().map(BootCatalog.Entry::block).collect(Collectors.toSet());
  }

  /** Tells the partition tables, whose partitions and length are the new image's by now. */
  void tellTables(SystemArea systemArea) {
    moves.forEach(systemArea::move);
  }

  private static void refuse(FileChange change, boolean condition, String problem) {
    if (condition) {
      throw InvalidSpecException.of(Subject.of("boot image", change.path()), problem);
    }
  }

  private static long sectors(long bytes) {
    return (bytes + SECTOR - 1) / SECTOR;
  }

  private void tellItself(FileChange change, long oldBlock, long oldSize) {
    byte[] head = new byte[(int) Math.min(oldSize, BootInfo.LENGTH)];
    editor.base().read(oldBlock * ImageBytes.BLOCK, ByteBuffer.wrap(head));
    boolean tabled = BootInfo.tabled(head, oldBlock, oldSize);
    boolean grub2 = BootInfo.knownToGrub2(head, oldBlock);
    if (!tabled && !grub2) {
      return;
    }
    refuse(
        change,
        change.content().size() < (grub2 ? BootInfo.LENGTH : BootInfo.TABLE_END),
        "it is too short for the boot information that the old one has");
    byte[] content = change.content().bytes().clone();
    if (grub2) {
      BootInfo.writeGrub2(content, change.block());
    }
    if (tabled) {
      BootInfo.writeTable(content, change.block());
    }
    change.content(Content.of(content));
  }

  private void updateEntry(BootCatalog.Entry entry, Move move) {
    byte[] fields = new byte[6];
    Numbers.putLe16(fields, 0, load(entry, move));
    Numbers.putLe32(fields, 2, move.to() / BLOCK_SECTORS);
    image.write(entry.position() + BootCatalog.SECTORS, fields);
  }

  /**
   * An entry that loaded the whole image still does; one that loads its head only keeps that. Where
   * the size exceeds the field, 0 lets UEFI read on to the end of the medium, as xorriso has it.
   */
  private static int load(BootCatalog.Entry entry, Move move) {
    boolean uefi = entry.platform() == UEFI;
    boolean whole =
        Math.abs(entry.sectors() - move.oldCount()) < BLOCK_SECTORS
            || uefi && entry.sectors() == MAX_LOAD;
    if (!whole || entry.media() != 0) {
      return entry.sectors();
    }
    return (int) (move.newCount() <= MAX_LOAD ? move.newCount() : uefi ? 0 : MAX_LOAD);
  }

  /** A floppy's type is told by its size, a hard disk's by its partition (El Torito 2.2). */
  private void emulate(BootCatalog.Entry entry, FileChange change) {
    byte[] head = new byte[SECTOR];
    change.content().read(0, ByteBuffer.wrap(head));
    Emulation emulation = Emulation.of(entry.media(), head, change.content().size());
    refuse(
        change,
        emulation == null,
        entry.media() == Emulation.HARD_DISK
            ? "the BIOS emulates a hard disk by it, so it must begin with a partition table"
            : "the BIOS emulates a floppy by it, so it must have 1228800, 1474560 or 2949120"
                + " bytes");
    byte[] old = editor.base().bytes(entry.position(), BootCatalog.ENTRY, "El Torito 2.2");
    old[1] = (byte) (old[1] & 0xf0 | emulation.media());
    image.write(entry.position() + 1, new byte[] {old[1]});
    image.write(entry.position() + 4, new byte[] {(byte) emulation.systemType()});
  }

  /** What was a boot image and is in the tree no more is still one, for those who boot. */
  void noteRemoved() {
    for (String path : entries.isEmpty() ? List.<String>of() : editor.departures().removed()) {
      Tree tree = editor.volume().preferred();
      new PathLookup(tree)
          .find(IsoPath.names(path))
          .map(n -> nodes(tree, path, n))
          .orElse(Stream.of())
          .filter(s -> s.node().regular() && boots(s.node(), tree))
          .forEach(
              s ->
                  editor
                      .notes()
                      .add(
                          s.path()
                              + " is not in the tree any more, but still boots: the boot catalog"
                              + " names its data"));
    }
  }

  private Stream<TreeWalk.Step> nodes(Tree tree, String path, Node node) {
    TreeWalk.Step itself = new TreeWalk.Step(path, node);
    return node.directory()
        ? TreeWalk.of(editor.base(), tree, itself, s -> true)
        : Stream.of(itself);
  }

  private boolean boots(Node file, Tree tree) {
    long block = file.first().block() + tree.shift();
    return file.size() > 0 && entries.stream().anyMatch(e -> e.block() == block);
  }
}
