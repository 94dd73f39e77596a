package io.kvmsdk.qcow2;

/** The bits of L1 and L2 table entries, as they are written (clause "Cluster mapping"). */
final class TableEntry {
  /** "Refcount is exactly one". */
  static final long COPIED = 1L << 63;

  static final long COMPRESSED = 1L << 62;

  /** "The cluster reads as all zeros"; not in version 2, nor with extended L2 entries. */
  static final long ZERO = 1;

  /** Bits 9 to 55: where an L2 table, or a cluster, lies. */
  static final long OFFSET = 0x00ff_ffff_ffff_fe00L;

  /** What must be 0 in an L1 entry. */
  static final long L1_RESERVED = 0x7f00_0000_0000_01ffL;

  /** What must be 0 in a standard cluster descriptor. */
  static final long L2_RESERVED = 0x3f00_0000_0000_01feL;

  /** Subcluster bitmaps (clause "Extended L2 Entries"). */
  static final long ALL_ALLOCATED = 0xffff_ffffL;

  static final long ALL_ZERO = ALL_ALLOCATED << 32;
  static final long NO_SUBCLUSTERS = 0;

  private static final int SECTOR_BITS = 9;

  private TableEntry() {}

  /** Clause "Compressed Clusters Descriptor": how many of its bits are the offset. */
  static int compressedOffsetBits(int clusterBits) {
    return 62 - (clusterBits - 8);
  }

  static long compressed(int clusterBits, long offset, int length) {
    long furtherSectors = (offset % 512 + length - 1) >> SECTOR_BITS;
    return COMPRESSED | furtherSectors << compressedOffsetBits(clusterBits) | offset;
  }

  /**
   * The bytes of the file that a compressed cluster's entry stands for. With small clusters, its
   * offset has reserved bits above the 56th; they are left in, so that such a place is beyond the
   * end of any file.
   */
  static Extent compressedExtent(int clusterBits, long entry) {
    int offsetBits = compressedOffsetBits(clusterBits);
    long offset = entry & ((1L << offsetBits) - 1);
    long sectors = ((entry & ~(COPIED | COMPRESSED)) >>> offsetBits) + 1;
    return new Extent(offset, sectors * 512 - offset % 512);
  }
}
