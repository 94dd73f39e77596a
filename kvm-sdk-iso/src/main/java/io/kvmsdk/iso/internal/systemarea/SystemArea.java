package io.kvmsdk.iso.internal.systemarea;

import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The system area (ECMA-119 6.2.1): 16 blocks that the standard leaves to the system. */
public final class SystemArea {
  private static final int LENGTH = 16 * ImageBytes.BLOCK;
  private static final int BLOCK_SECTORS = ImageBytes.BLOCK / Mbr.SECTOR;

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
    oldSectors = image.length() / Mbr.SECTOR;
  }

  /** How long an image must be, in blocks, whose data ends at {@code dataEnd}. */
  public long length(long dataEnd) {
    long sectors = dataEnd * BLOCK_SECTORS + gpt.map(Gpt::backupSectors).orElse(0);
    long cylinder = mbr.map(m -> m.alignment(oldSectors)).orElse(1L);
    long alignment = cylinder % BLOCK_SECTORS == 0 ? cylinder : cylinder * BLOCK_SECTORS;
    return (sectors + alignment - 1) / alignment * alignment / BLOCK_SECTORS;
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

  /** Lets all tables end with an image of {@code blocks} blocks. */
  public void resize(long blocks) {
    long sectors = blocks * BLOCK_SECTORS;
    mbr.ifPresent(m -> m.resize(oldSectors, sectors));
    gpt.ifPresent(g -> g.resize(sectors));
    apple.ifPresent(a -> a.resize(oldSectors, sectors));
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
