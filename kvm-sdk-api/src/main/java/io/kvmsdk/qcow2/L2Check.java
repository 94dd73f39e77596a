package io.kvmsdk.qcow2;

import java.nio.ByteBuffer;

/**
 * Finds what is wrong with a slice of an L2 table (clauses "Cluster mapping" and "Extended L2
 * Entries"): QEMU reads on over most of it, and shows zeros or metadata for the guest's data.
 */
final class L2Check {
  private static final int SECTOR = 512;

  private final QcowHeader header;
  private final boolean extended;
  private final boolean dataFile;

  /** Of the file that holds the guest's data. */
  private final long dataLength;

  private final ClusterClaims claims;

  L2Check(QcowHeader header, long dataLength, ClusterClaims claims) {
    this.header = header;
    this.extended = header.has(QcowFeature.EXTENDED_L2);
    this.dataFile = header.has(QcowFeature.EXTERNAL_DATA_FILE);
    this.dataLength = dataLength;
    this.claims = claims;
  }

  /** Told of the first thing that is wrong. */
  interface Refusal {
    QcowFormatException of(int index, String problem);
  }

  /**
   * @param first whether the slice is seen for the first time, and takes its clusters
   */
  void check(ByteBuffer slice, boolean first, Refusal refusal) {
    int entryLength = extended ? 16 : 8;
    for (int at = 0; at < slice.capacity(); at += entryLength) {
      long entry = slice.getLong(at);
      long bitmap = extended ? slice.getLong(at + 8) : 0;
      if ((entry | bitmap) != 0) {
        String problem = problem(entry, bitmap, first);
        if (!problem.isEmpty()) {
          throw refusal.of(at, problem);
        }
      }
    }
  }

  private String problem(long entry, long bitmap, boolean first) {
    if ((entry & TableEntry.COMPRESSED) != 0) {
      return compressed(entry, bitmap);
    }
    if ((entry & reserved()) != 0) {
      return "a cluster's descriptor has reserved bits set";
    }
    if (!L2Entries.allocated(entry, dataFile)) {
      return unallocated(entry, bitmap);
    }
    if ((bitmap & bitmap >>> 32) != 0) {
      return "a subcluster is said to hold data and to read as zeros";
    }
    return place(entry & TableEntry.OFFSET, first);
  }

  /** Bit 0 means zeros, but in version 2 there is no such thing, nor where subclusters tell. */
  private long reserved() {
    return TableEntry.L2_RESERVED | (header.version() == 2 || extended ? TableEntry.ZERO : 0);
  }

  private static String unallocated(long entry, long bitmap) {
    if ((entry & TableEntry.COPIED) != 0) {
      return "a cluster lies on the header";
    }
    return (bitmap & TableEntry.ALL_ALLOCATED) != 0
        ? "a subcluster has data, its cluster no place"
        : "";
  }

  private String place(long offset, boolean first) {
    if ((offset & (header.clusterSize() - 1)) != 0) {
      return "a cluster's offset " + offset + " is not aligned";
    }
    // The last one may be cut short where nothing was written to its end.
    if (offset >= dataLength) {
      return "a cluster lies beyond the end of the file, at " + offset;
    }
    return first && !claims.claim(offset >> header.clusterBits())
        ? "a cluster lies on metadata or on another one, at " + offset
        : "";
  }

  private String compressed(long entry, long bitmap) {
    if (dataFile) {
      return "a compressed cluster cannot lie in an external data file";
    }
    if ((entry & TableEntry.COPIED) != 0 || bitmap != 0) {
      return "a compressed cluster's descriptor has reserved bits set";
    }
    Extent stored = TableEntry.compressedExtent(header.clusterBits(), entry);
    if (stored.offset() < header.clusterSize()) {
      return "a compressed cluster lies on the header";
    }
    return stored.end() > (dataLength + SECTOR - 1) / SECTOR * SECTOR
        ? "a compressed cluster lies beyond the end of the file, at " + stored.offset()
        : "";
  }
}
