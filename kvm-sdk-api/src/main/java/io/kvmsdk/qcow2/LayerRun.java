package io.kvmsdk.qcow2;

/**
 * What one layer holds for a run of the disk.
 *
 * @param length of the run, in bytes; more than 0
 * @param hostOffset where in {@link DiskLayer#data} the run's first byte lies, or, compressed,
 *     where the cluster's stream begins; {@link #NOWHERE} where nothing is kept for it
 * @param storedLength of a compressed cluster's stream, at most; 0 otherwise
 */
record LayerRun(Kind kind, long length, long hostOffset, int storedLength) {
  static final long NOWHERE = -1;

  enum Kind {
    /** The layer has the bytes, as they are; past the end of its file they are zeros. */
    DATA,
    /** The layer has them compressed: one cluster, or a part of it. */
    COMPRESSED,
    /** They are zeros, whatever lies below; a place may be kept for them. */
    ZERO,
    /** The layer below decides; a place may be kept for them. */
    UNALLOCATED
  }

  static LayerRun of(Kind kind, long length, long hostOffset) {
    return new LayerRun(kind, length, hostOffset, 0);
  }
}
