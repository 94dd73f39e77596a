package io.kvmsdk.iso.internal.systemarea;

import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The system area (ECMA-119 6.2.1): 16 blocks that the standard leaves to the system. */
public final class SystemArea {
  private static final int LENGTH = 16 * ImageBytes.BLOCK;
  private static final int BLOCK_SECTORS = ImageBytes.BLOCK / Mbr.SECTOR;
  private static final long MEBIBYTE = 1 << 20;

  private final byte[] area;
  private final Optional<Mbr> mbr;
  private final Optional<Gpt> gpt;
  private final Optional<ApplePartitionMap> apple;
  private final long oldSectors;

  public SystemArea(ImageBytes image) {
    area = image.bytes(0, LENGTH, "ECMA-119 6.2.1");
    mbr = Mbr.of(area);
    gpt = Gpt.of(area);
    apple = ApplePartitionMap.of(area);
    oldSectors = (image.length() + Mbr.SECTOR - 1) / Mbr.SECTOR;
  }

  /**
   * Whether there is a GUID partition table that is not sound, or not all here: it is left alone.
   */
  public boolean unsound() {
    return gpt.isEmpty() && Gpt.signed(area);
  }

  /** How long an image must be, in blocks, whose data ends at {@code dataEnd}. */
  public long length(long dataEnd) {
    long sectors = dataEnd * BLOCK_SECTORS + gpt.map(Gpt::backupSectors).orElse(0);
    long cylinder = mbr.map(m -> m.alignment(oldSectors)).orElse(1L);
    long alignment = cylinder % BLOCK_SECTORS == 0 ? cylinder : cylinder * BLOCK_SECTORS;
    return (sectors + alignment - 1) / alignment * alignment / BLOCK_SECTORS;
  }

  /** What the tables list, but for protective entries and fillers. */
  public List<Partition> partitions() {
    List<Partition> all = new ArrayList<>();
    mbr.ifPresent(m -> all.addAll(m.partitions()));
    gpt.ifPresent(g -> all.addAll(g.partitions()));
    apple.ifPresent(a -> all.addAll(a.partitions()));
    return all;
  }

  /**
   * By a multiple of how many blocks what lies from {@code block} on may move: then it is as
   * aligned as before, and no more, since sgdisk takes the alignment of all from that of most.
   */
  public long alignment(long block) {
    long sectors = block * BLOCK_SECTORS;
    long cylinder = mbr.map(m -> m.alignment(sectors)).orElse(1L);
    boolean ofCylinders = cylinder > 1 && cylinder % BLOCK_SECTORS == 0;
    return ofCylinders
        ? cylinder / BLOCK_SECTORS
        : Math.min(2 * Long.lowestOneBit(block), MEBIBYTE / ImageBytes.BLOCK);
  }

  /** How many bytes at the end of the image belong to the tables. */
  public long tailLength() {
    return gpt.map(Gpt::backupSectors).orElse(0) * (long) Mbr.SECTOR;
  }

  /** Makes room in the middle of the image. */
  public void insert(Insertion insertion) {
    long newSectors =
        ImageBytes.blocks(oldSectors * Mbr.SECTOR) * BLOCK_SECTORS + insertion.count();
    mbr.ifPresent(m -> m.insert(insertion));
    gpt.ifPresent(g -> g.insert(insertion, newSectors));
    apple.ifPresent(a -> a.insert(insertion));
  }

  /** Where EFI system partitions begin, in bytes, none twice. */
  public List<Long> efiPartitions() {
    return Stream.concat(
            mbr.stream().flatMap(m -> m.efiPartitions().stream()),
            gpt.stream().flatMap(g -> g.efiPartitions().stream()))
        .map(sector -> sector * Mbr.SECTOR)
        .distinct()
        .toList();
  }

  /** Follows a boot image to its new place. */
  public void move(Move move) {
    mbr.ifPresent(m -> m.move(move));
    gpt.ifPresent(g -> g.move(move));
    apple.ifPresent(a -> a.move(move));
  }

  /**
   * Lets all tables end with an image of {@code blocks} blocks, and each partition that ended with
   * the old one, or that holds the volume and has none behind it.
   *
   * @param bootImages the blocks where these begin: their partitions keep their sizes
   * @param volumes the blocks where a partition begins that holds the volume
   */
  public void resize(long blocks, Set<Long> bootImages, Set<Long> volumes) {
    long sectors = blocks * BLOCK_SECTORS;
    Growth growth = new Growth(partitions(), sectors(bootImages), sectors(volumes));
    mbr.ifPresent(m -> m.resize(growth, oldSectors, sectors));
    gpt.ifPresent(g -> g.resize(growth, sectors));
    apple.ifPresent(a -> a.resize(growth, oldSectors, sectors));
  }

  private static Set<Long> sectors(Set<Long> blocks) {
    return blocks.stream().map(b -> b * BLOCK_SECTORS).collect(Collectors.toSet());
  }

  /** The whole area, its checksums up to date. */
  public byte[] bytes() {
    gpt.ifPresent(Gpt::seal);
    return area;
  }

  /** What belongs to the very end of the image, after {@link #bytes}; may be empty. */
  public byte[] tail() {
    return gpt.map(Gpt::backup).orElse(new byte[0]);
  }
}
