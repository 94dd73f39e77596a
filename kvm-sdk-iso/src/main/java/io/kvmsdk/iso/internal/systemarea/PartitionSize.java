package io.kvmsdk.iso.internal.systemarea;

import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.ecma119.Numbers;
import java.util.OptionalLong;

/** How long the partition is that begins at some sector, for who only wants to read it. */
public final class PartitionSize {
  private static final int AREA = 16 * ImageBytes.BLOCK;
  private static final int MBR_TABLE = 446;
  private static final int MBR_ENTRY = 16;
  private static final int GPT_COUNT = 80;
  private static final int GPT_ENTRY_SIZE = 84;
  private static final int GPT_ENTRIES = 72;

  private PartitionSize() {}

  /**
   * What GPT, or else the MBR, says.
   *
   * @param first the partition's first sector
   * @return the number of its sectors, of 512 bytes
   */
  public static OptionalLong at(ImageBytes image, long first) {
    byte[] area = image.bytes(0, AREA, "ECMA-119 6.2.1");
    OptionalLong gpt = Gpt.of(area).isPresent() ? inGpt(area, first) : OptionalLong.empty();
    return gpt.isPresent() || Mbr.of(area).isEmpty() ? gpt : inMbr(area, first);
  }

  /** A table that {@link Gpt} accepts lies in the area with all of its entries. */
  private static OptionalLong inGpt(byte[] area, long first) {
    int entries = (int) Numbers.le64(area, Mbr.SECTOR + GPT_ENTRIES) * Mbr.SECTOR;
    int size = (int) Numbers.le32(area, Mbr.SECTOR + GPT_ENTRY_SIZE);
    for (int i = 0; i < Numbers.le32(area, Mbr.SECTOR + GPT_COUNT); i++) {
      int at = entries + i * size;
      long length = Numbers.le64(area, at + 40) - first + 1;
      if (Numbers.le64(area, at + 32) == first && length > 0) {
        return OptionalLong.of(length);
      }
    }
    return OptionalLong.empty();
  }

  private static OptionalLong inMbr(byte[] area, long first) {
    for (int at = MBR_TABLE; at < 510; at += MBR_ENTRY) {
      if (Numbers.le32(area, at + 8) == first && Numbers.le32(area, at + 12) > 0) {
        return OptionalLong.of(Numbers.le32(area, at + 12));
      }
    }
    return OptionalLong.empty();
  }
}
