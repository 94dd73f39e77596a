package io.kvmsdk.iso.internal.fat;

import io.kvmsdk.iso.internal.ecma119.Numbers;

/**
 * What the boot sector says of the volume (FAT 3.1 and 3.3), checked: the regions follow each other
 * inside of the image, and the table has an entry for each cluster.
 *
 * @param fatCount how many copies of the allocation table there are
 * @param activeFat the only copy in use; -1 where all mirror each other
 * @param rootEntries the size of the fixed root folder; 0 for FAT32
 * @param rootCluster where FAT32's root folder begins; 0 for the others
 * @param infoSector where FAT32 keeps its FSInfo structure; 0 for none
 * @param clusters how many there are; they are numbered from 2
 */
record BiosParameterBlock(
    FatType type,
    int sectorSize,
    int clusterSize,
    int reservedSectors,
    int fatCount,
    long fatSectors,
    int activeFat,
    int rootEntries,
    long totalSectors,
    int clusters,
    int rootCluster,
    int infoSector) {
  private static final String COMMON = "FAT 3.1";
  private static final String OF_FAT32 = "FAT 3.3";
  private static final int LENGTH = 90;
  private static final int NONE = 0xffff;
  private static final int SLOT = 32;

  /** Reads and checks the boot sector. */
  static BiosParameterBlock read(FatBytes bytes) {
    return new Reader(bytes).read();
  }

  /** The volume's length, in bytes. */
  long length() {
    return totalSectors * sectorSize;
  }

  /** Where a copy of the allocation table begins. */
  long fatOffset(int copy) {
    return (reservedSectors + copy * fatSectors) * sectorSize;
  }

  /** Where the fixed root folder begins. */
  long rootOffset() {
    return fatOffset(fatCount);
  }

  /** Whether a number names a cluster. */
  boolean names(int cluster) {
    return cluster >= 2 && cluster <= clusters + 1;
  }

  /** Where a cluster begins. */
  long clusterOffset(int cluster) {
    return dataSector() * sectorSize + (cluster - 2L) * clusterSize;
  }

  private long dataSector() {
    return reservedSectors
        + fatCount * fatSectors
        + ((long) rootEntries * SLOT + sectorSize - 1) / sectorSize;
  }

  private static final class Reader {
    private final FatBytes bytes;
    private final byte[] sector;
    private final int sectorSize;
    private final int sectorsPerCluster;
    private final int reserved;
    private final int fatCount;
    private final int rootEntries;
    private final long totalSectors;
    private final boolean wide;
    private final long fatSectors;

    Reader(FatBytes bytes) {
      this.bytes = bytes;
      sector = bytes.read(0, LENGTH, COMMON);
      sectorSize = Numbers.le16(sector, 11);
      sectorsPerCluster = Numbers.u8(sector, 13);
      reserved = Numbers.le16(sector, 14);
      fatCount = Numbers.u8(sector, 16);
      rootEntries = Numbers.le16(sector, 17);
      int total16 = Numbers.le16(sector, 19);
      totalSectors = total16 != 0 ? total16 : Numbers.le32(sector, 32);
      int fatSectors16 = Numbers.le16(sector, 22);
      wide = fatSectors16 == 0;
      fatSectors = wide ? Numbers.le32(sector, 36) : fatSectors16;
    }

    BiosParameterBlock read() {
      checkKind();
      checkNumbers();
      long clusters = clusters();
      FatType type = wide ? FatType.FAT32 : FatType.narrow(clusters);
      require(clusters <= type.maxClusters(), 13, "FAT 3.5", clusters + " clusters in " + type);
      require(
          type.length(clusters + 2) <= fatSectors * sectorSize,
          wide ? 36 : 22,
          "FAT 4",
          "a table of %d sectors for %d clusters".formatted(fatSectors, clusters));
      int flags = wide ? Numbers.le16(sector, 40) : 0;
      BiosParameterBlock bpb =
          new BiosParameterBlock(
              type,
              sectorSize,
              sectorsPerCluster * sectorSize,
              reserved,
              fatCount,
              fatSectors,
              (flags & 0x80) == 0 ? -1 : flags & 0x0f,
              rootEntries,
              totalSectors,
              (int) clusters,
              wide ? (int) Numbers.le32(sector, 44) : 0,
              infoSector());
      checkWide(bpb);
      return bpb;
    }

    private void checkKind() {
      int jump = Numbers.u8(sector, 0);
      require(
          jump == 0xEB || jump == 0xE9 || jump == 0x49,
          0,
          COMMON,
          "a boot sector that begins with " + jump);
      int media = Numbers.u8(sector, 21);
      require(media >= 0xF8 || media == 0xF0, 21, COMMON, "a media byte of " + media);
    }

    private void checkNumbers() {
      require(
          sectorSize >= 512 && sectorSize <= 4096 && Integer.bitCount(sectorSize) == 1,
          11,
          COMMON,
          "sectors of " + sectorSize + " bytes");
      require(
          Integer.bitCount(sectorsPerCluster) == 1,
          13,
          COMMON,
          "clusters of " + sectorsPerCluster + " sectors");
      require(reserved > 0, 14, COMMON, "no reserved sectors");
      require(fatCount > 0, 16, COMMON, "no allocation table");
      require(fatSectors > 0, 36, COMMON, "an allocation table of 0 sectors");
      require(
          wide == (rootEntries == 0), 17, COMMON, "a root folder of " + rootEntries + " entries");
      require(
          totalSectors * sectorSize <= bytes.length(),
          32,
          COMMON,
          "%d sectors of %d bytes, where there are only %d bytes"
              .formatted(totalSectors, sectorSize, bytes.length()));
    }

    private long clusters() {
      long rootSectors = ((long) rootEntries * SLOT + sectorSize - 1) / sectorSize;
      long data = totalSectors - reserved - fatCount * fatSectors - rootSectors;
      require(
          data >= sectorsPerCluster,
          14,
          COMMON,
          "%d reserved sectors, %d tables of %d and a root folder of %d, of %d sectors in all"
              .formatted(reserved, fatCount, fatSectors, rootSectors, totalSectors));
      return data / sectorsPerCluster;
    }

    private int infoSector() {
      int at = wide ? Numbers.le16(sector, 48) : 0;
      return at == NONE ? 0 : at;
    }

    private void checkWide(BiosParameterBlock bpb) {
      if (wide) {
        int version = Numbers.le16(sector, 42);
        require(version == 0, 42, OF_FAT32, "version " + version);
        require(bpb.activeFat < fatCount, 40, OF_FAT32, "an active table beyond the last");
        require(bpb.infoSector < reserved, 48, OF_FAT32, "FSInfo beyond the reserved sectors");
        require(
            bpb.names(bpb.rootCluster),
            44,
            OF_FAT32,
            "a root folder in cluster " + bpb.rootCluster);
      }
    }

    private void require(boolean sound, int offset, String clause, String problem) {
      if (!sound) {
        throw bytes.broken(offset, clause, "the FAT image claims to have " + problem);
      }
    }
  }
}
