package io.kvmsdk.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Checks the snapshot table (clause "Snapshots"), and all that the snapshots hold. */
final class SnapshotCheck {
  private static final int FIXED = 40;

  /** What version 3 must have of extra data: sizes of the VM state and the disk. */
  private static final int LEAST_EXTRA = 16;

  /** QEMU's limits. */
  private static final int MOST_EXTRA = 1024;

  private static final long LONGEST_TABLE = 64 << 20;

  private final CheckWalk walk;
  private final QcowHeader header;

  SnapshotCheck(CheckWalk walk, QcowHeader header) {
    this.walk = walk;
    this.header = header;
  }

  void run() throws IOException {
    if (header.snapshots() > 0 && walk.dataElsewhere()) {
      walk.broken(60, "there are snapshots, though data lies in another file");
    }
    long at = header.snapshotsOffset();
    if (at < 0 || at % header.clusterSize() != 0) {
      walk.broken(64, "the snapshot table is not aligned to a cluster");
    }
    for (int i = 0; i < header.snapshots(); i++) {
      if (!walk.holds(at, FIXED) || at - header.snapshotsOffset() > LONGEST_TABLE) {
        walk.broken(64, "the snapshot table does not end within the file");
        return;
      }
      at = checkEntry(at);
    }
    walk.use(64, header.snapshotsOffset(), at - header.snapshotsOffset());
  }

  /** Returns where the next entry begins. */
  private long checkEntry(long at) throws IOException {
    ByteBuffer entry = walk.read(at, FIXED);
    int extra = entry.getInt(36);
    if (extra < 0 || extra > MOST_EXTRA || header.version() >= 3 && extra < LEAST_EXTRA) {
      walk.broken(at + 36, "extra data of " + Integer.toUnsignedString(extra) + " bytes");
    }
    checkL1(at, entry.getLong(0), entry.getInt(8));
    int id = entry.getShort(12) & 0xffff;
    int name = entry.getShort(14) & 0xffff;
    long length = FIXED + Integer.toUnsignedLong(extra) + id + name;
    return at + (length + 7) / 8 * 8;
  }

  private void checkL1(long at, long offset, int entries) throws IOException {
    if (offset % header.clusterSize() != 0) {
      walk.broken(at, "the snapshot's L1 table is not aligned to a cluster");
    } else if (entries < 0 || entries > QcowHeader.MOST_L1_ENTRIES) {
      walk.broken(at + 8, "an L1 table of " + Integer.toUnsignedString(entries) + " entries");
    } else if (!walk.holds(offset, entries * 8L)) {
      walk.broken(at, "the snapshot's L1 table lies beyond the end of the file");
    } else {
      walk.checkL1(at, offset, entries, false);
    }
  }
}
