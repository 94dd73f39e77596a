package io.kvmsdk.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Checks L2 tables, entry by entry, and counts what they point to. */
final class L2Walk {
  private final CheckWalk walk;
  private final int clusterBits;
  private final int clusterSize;
  private final boolean extended;

  L2Walk(CheckWalk walk, QcowHeader header) {
    this.walk = walk;
    this.clusterBits = header.clusterBits();
    this.clusterSize = header.clusterSize();
    this.extended = header.has(QcowFeature.EXTENDED_L2);
  }

  void check(long table, boolean active) throws IOException {
    ByteBuffer entries = walk.read(table, clusterSize);
    while (entries.hasRemaining()) {
      long place = table + entries.position();
      long entry = entries.getLong();
      long subclusters = extended ? entries.getLong() : 0;
      if ((entry & TableEntry.COMPRESSED) != 0) {
        checkCompressed(place, entry, subclusters);
      } else if (entry != 0 || subclusters != 0) {
        checkStandard(place, entry, subclusters, active);
      }
    }
  }

  private void checkCompressed(long place, long entry, long subclusters) {
    if ((entry & TableEntry.COPIED) != 0) {
      walk.broken(place, "a compressed cluster has the bit COPIED");
    }
    if (walk.dataElsewhere()) {
      walk.broken(place, "a compressed cluster, though data lies in another file");
      return;
    }
    if (subclusters != 0) {
      walk.broken(place, "a compressed cluster has subclusters");
      return;
    }
    Extent used = TableEntry.compressedExtent(clusterBits, entry);
    walk.use(place, used.offset(), used.length());
  }

  private void checkStandard(long place, long entry, long subclusters, boolean active)
      throws IOException {
    if ((entry & TableEntry.L2_RESERVED) != 0) {
      walk.broken(place, "the L2 entry 0x%x has reserved bits set".formatted(entry));
    }
    long offset = entry & TableEntry.OFFSET;
    boolean allocated =
        offset != 0
            || walk.dataElsewhere()
                && (entry & TableEntry.COPIED) != 0
                && (extended || (entry & TableEntry.ZERO) == 0);
    if (!allocated) {
      if ((subclusters & TableEntry.ALL_ALLOCATED) != 0) {
        walk.broken(place, "subclusters are allocated in no cluster");
      }
      return;
    }
    checkCluster(place, offset, subclusters);
    if (active) {
      checkCopied(place, entry, offset);
    }
  }

  private void checkCluster(long place, long offset, long subclusters) {
    if ((subclusters >>> 32 & subclusters) != 0) {
      walk.broken(place, "a subcluster is allocated, and reads as zeros");
    }
    if (offset % clusterSize != 0) {
      walk.broken(place, "the cluster at byte " + offset + " is not aligned");
    }
    if (!walk.dataElsewhere()) {
      walk.use(place, offset, clusterSize);
    }
  }

  /** Clusters in another file are not counted: each is used once. */
  private void checkCopied(long place, long entry, long offset) throws IOException {
    if (!walk.dataElsewhere()) {
      walk.checkCopied(place, entry, offset);
    } else if ((entry & TableEntry.COPIED) == 0) {
      walk.found(new QcowFinding.WrongCopied(place, entry, 1));
    }
  }
}
