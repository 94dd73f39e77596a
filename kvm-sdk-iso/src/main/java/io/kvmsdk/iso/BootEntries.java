package io.kvmsdk.iso;

import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.ecma119.Numbers;
import io.kvmsdk.iso.internal.eltorito.BootCatalog;
import io.kvmsdk.iso.internal.systemarea.Partition;
import io.kvmsdk.iso.internal.systemarea.SystemArea;
import io.kvmsdk.iso.internal.tree.Tree;
import io.kvmsdk.iso.internal.tree.TreeWalk;
import io.kvmsdk.iso.internal.tree.Volume;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells what the boot catalog says, and what it leaves to be guessed: paths and sizes. */
final class BootEntries {
  private static final int SECTOR = 512;
  private static final int BLOCK_SECTORS = ImageBytes.BLOCK / SECTOR;
  private static final int MBR_TABLE = 446;

  private final ImageBytes image;
  private final Volume volume;
  private final List<Partition> partitions;
  private final Map<Long, TreeWalk.Step> files = new HashMap<>();

  private BootEntries(ImageBytes image, Volume volume) {
    this.image = image;
    this.volume = volume;
    this.partitions = new SystemArea(image).partitions();
  }

  static List<BootEntry> of(ImageBytes image, Volume volume, Tree tree) {
    List<BootCatalog.Entry> entries =
        volume.bootRecord().map(d -> BootCatalog.read(image, d)).orElse(List.of());
    if (entries.isEmpty()) {
      return List.of();
    }
    BootEntries reader = new BootEntries(image, volume);
    TreeWalk.of(image, tree)
        .filter(s -> s.node().regular() && s.node().size() > 0)
        .forEach(s -> reader.files.putIfAbsent(s.node().first().block(), s));
    return entries.stream().map(reader::entry).toList();
  }

  private BootEntry entry(BootCatalog.Entry e) {
    TreeWalk.Step file = files.get(e.block());
    return new BootEntry(
        platform(e),
        file == null ? "" : file.path(),
        e.bootable(),
        emulation(e),
        e.block(),
        e.sectors(),
        file == null ? hiddenSize(e) : file.node().size(),
        e.loadSegment(),
        e.systemType(),
        e.section(),
        hex(e.criteria()));
  }

  private static BootEntry.Platform platform(BootCatalog.Entry e) {
    return switch (e.platform()) {
      case 0 -> BootEntry.Platform.BIOS;
      case 1 -> BootEntry.Platform.POWER_PC;
      case 2 -> BootEntry.Platform.MAC;
      case 0xEF -> BootEntry.Platform.UEFI;
      default -> BootEntry.Platform.OTHER;
    };
  }

  private static BootEntry.Emulation emulation(BootCatalog.Entry e) {
    return switch (e.media()) {
      case 1 -> BootEntry.Emulation.FLOPPY_1200;
      case 2 -> BootEntry.Emulation.FLOPPY_1440;
      case 3 -> BootEntry.Emulation.FLOPPY_2880;
      case 4 -> BootEntry.Emulation.HARD_DISK;
      default -> BootEntry.Emulation.NONE;
    };
  }

  private static String hex(List<Byte> bytes) {
    StringBuilder digits = new StringBuilder();
    bytes.forEach(b -> digits.append(String.format("%02x", b)));
    return digits.toString();
  }

  /** Never more than the image has from there on. */
  private long hiddenSize(BootCatalog.Entry e) {
    long room = image.length() - e.block() * ImageBytes.BLOCK;
    return Math.max(0, Math.min(room, claimedSize(e, room)));
  }

  private long claimedSize(BootCatalog.Entry e, long room) {
    return switch (emulation(e)) {
      case FLOPPY_1200 -> 1200 << 10;
      case FLOPPY_1440 -> 1440 << 10;
      case FLOPPY_2880 -> 2880 << 10;
      case HARD_DISK -> diskSize(e, room);
      case NONE -> loadedSize(e);
    };
  }

  /** An emulated disk has one partition, which is the first of its MBR (El Torito 2.2). */
  private long diskSize(BootCatalog.Entry e, long room) {
    if (room < SECTOR) {
      return room;
    }
    byte[] mbr = image.bytes(e.block() * ImageBytes.BLOCK, SECTOR, "El Torito 2.2");
    return (Numbers.le32(mbr, MBR_TABLE + 8) + Numbers.le32(mbr, MBR_TABLE + 12)) * SECTOR;
  }

  /** UEFI 2.10, 13.3.2.1: a count of 0 or 1 means all up to the end. */
  private long loadedSize(BootCatalog.Entry e) {
    long first = e.block() * BLOCK_SECTORS;
    Optional<Partition> partition = partitions.stream().filter(p -> p.start() == first).findFirst();
    if (partition.isPresent()) {
      return (partition.get().end() - first) * SECTOR;
    }
    boolean toTheEnd = platform(e) == BootEntry.Platform.UEFI && e.sectors() <= 1;
    long end = (volume.start() + volume.primary().volumeSize()) * ImageBytes.BLOCK;
    return toTheEnd ? end - e.block() * ImageBytes.BLOCK : (long) e.sectors() * SECTOR;
  }
}
