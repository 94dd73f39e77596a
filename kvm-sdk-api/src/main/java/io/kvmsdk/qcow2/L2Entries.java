package io.kvmsdk.qcow2;

import io.kvmsdk.qcow2.LayerRun.Kind;
import java.nio.ByteBuffer;

/**
 * A slice of an L2 table that {@link L2Check} has found sound (clauses "Cluster mapping" and
 * "Extended L2 Entries"). It counts in units: clusters, or subclusters where the image has them.
 */
final class L2Entries {
  /** Of an external data file, where place 0 is as good as any other. */
  private final boolean dataFile;

  private final QcowHeader header;
  private final ByteBuffer slice;
  private final boolean extended;
  private final int unitBits;

  L2Entries(QcowHeader header, ByteBuffer slice) {
    this.header = header;
    this.slice = slice;
    this.dataFile = header.has(QcowFeature.EXTERNAL_DATA_FILE);
    this.extended = header.has(QcowFeature.EXTENDED_L2);
    this.unitBits = header.clusterBits() - (extended ? 5 : 0);
  }

  /** What lies {@code within} bytes behind the slice's first, up to {@code most} bytes. */
  LayerRun run(long within, long most) {
    int unit = (int) (within >> unitBits);
    Kind kind = kind(unit);
    if (kind == Kind.COMPRESSED) {
      return compressed(within, most);
    }
    long place = place(unit);
    int limit = (int) Math.min(units(), ((within + most - 1) >> unitBits) + 1);
    int end = unit + 1;
    while (end < limit && kind(end) == kind && place(end) == following(place, end - unit)) {
      end++;
    }
    long length = Math.min(most, ((long) end << unitBits) - within);
    long skipped = within & ((1L << unitBits) - 1);
    return LayerRun.of(kind, length, place == LayerRun.NOWHERE ? place : place + skipped);
  }

  private LayerRun compressed(long within, long most) {
    long entry = entry((int) (within >> unitBits));
    long left = header.clusterSize() - (within & (header.clusterSize() - 1));
    Extent stored = TableEntry.compressedExtent(header.clusterBits(), entry);
    return new LayerRun(
        Kind.COMPRESSED, Math.min(most, left), stored.offset(), (int) stored.length());
  }

  private int units() {
    return extended ? slice.capacity() >> 4 << 5 : slice.capacity() >> 3;
  }

  private long entry(int unit) {
    return extended ? slice.getLong(unit >> 5 << 4) : slice.getLong(unit << 3);
  }

  private Kind kind(int unit) {
    long entry = entry(unit);
    if ((entry & TableEntry.COMPRESSED) != 0) {
      return Kind.COMPRESSED;
    }
    if (extended) {
      return subcluster(slice.getLong((unit >> 5 << 4) + 8), unit & 31);
    }
    if ((entry & TableEntry.ZERO) != 0) {
      return Kind.ZERO;
    }
    return allocated(entry, dataFile) ? Kind.DATA : Kind.UNALLOCATED;
  }

  /** Bits 0 to 31 say which subclusters are allocated, bits 32 to 63 which read as zeros. */
  private static Kind subcluster(long bitmap, int index) {
    if ((bitmap >>> 32 + index & 1) != 0) {
      return Kind.ZERO;
    }
    return (bitmap >>> index & 1) != 0 ? Kind.DATA : Kind.UNALLOCATED;
  }

  static boolean allocated(long entry, boolean dataFile) {
    return (entry & TableEntry.OFFSET) != 0 || (dataFile && (entry & TableEntry.COPIED) != 0);
  }

  private long place(int unit) {
    long entry = entry(unit);
    if (!allocated(entry, dataFile)) {
      return LayerRun.NOWHERE;
    }
    return (entry & TableEntry.OFFSET) + (extended ? (long) (unit & 31) << unitBits : 0);
  }

  private long following(long place, int units) {
    return place == LayerRun.NOWHERE ? place : place + ((long) units << unitBits);
  }
}
