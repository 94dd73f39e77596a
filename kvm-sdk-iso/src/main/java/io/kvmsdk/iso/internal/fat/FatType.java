package io.kvmsdk.iso.internal.fat;

import io.kvmsdk.iso.internal.ecma119.Numbers;

/** The three widths of an entry in the allocation table (FAT 4). */
enum FatType {
  FAT12(12, 2, 0xff4),
  FAT16(16, 2, 0xfff4),
  FAT32(32, 4, 0x0ffffff4);

  /** What an unused cluster's entry holds. */
  static final int FREE = 0;

  private final int bits;
  private final int width;
  private final int maxClusters;

  FatType(int bits, int width, int maxClusters) {
    this.bits = bits;
    this.width = width;
    this.maxClusters = maxClusters;
  }

  /** The type of a volume with so many clusters that is not FAT32 (FAT 3.5). */
  static FatType narrow(long clusters) {
    return clusters <= FAT12.maxClusters ? FAT12 : FAT16;
  }

  /** How many clusters the numbers of this type can name. */
  int maxClusters() {
    return maxClusters;
  }

  /** How long a table of {@code entries} entries is, in bytes. */
  long length(long entries) {
    return (entries * bits + 7) / 8;
  }

  /** Where in the table an entry begins; FAT12's odd ones begin in the middle of that byte. */
  long offset(int cluster) {
    return (long) cluster * bits / 8;
  }

  /** How many bytes hold an entry. */
  int width() {
    return width;
  }

  /** The entry's value in the bytes that hold it. */
  int get(byte[] b, int cluster) {
    return switch (this) {
      case FAT12 -> cluster % 2 == 0 ? Numbers.le16(b, 0) & 0xfff : Numbers.le16(b, 0) >>> 4;
      case FAT16 -> Numbers.le16(b, 0);
      case FAT32 -> (int) Numbers.le32(b, 0) & 0x0fffffff;
    };
  }

  /** Sets the entry's value; a neighbour's half byte and FAT32's reserved bits stay. */
  void put(byte[] b, int cluster, int value) {
    switch (this) {
      case FAT12 -> {
        int both = Numbers.le16(b, 0);
        Numbers.putLe16(
            b, 0, cluster % 2 == 0 ? both & 0xf000 | value : both & 0x000f | value << 4);
      }
      case FAT16 -> Numbers.putLe16(b, 0, value);
      case FAT32 -> Numbers.putLe32(b, 0, Numbers.le32(b, 0) & 0xf0000000L | value);
    }
  }

  /** The value of a chain's last entry. */
  int endOfChain() {
    return maxClusters + 11;
  }

  /** Whether a value ends a chain; there are eight that do. */
  boolean ends(int value) {
    return value >= maxClusters + 4;
  }
}
