package io.kvmsdk.qcow2;

import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Reads the snapshot table (clause "Snapshots"), but no snapshot's clusters. */
final class SnapshotTable {
  private static final int FIXED = 40;

  /** QEMU's limit; so far 24 bytes have a meaning. */
  private static final int MOST_EXTRA = 1024;

  /** With the wide VM state size and the disk size, which version 3 demands. */
  private static final int V3_LEAST_EXTRA = 16;

  private final QcowImage image;
  private final QcowHeader header;
  private final TableCursor table;

  private SnapshotTable(QcowImage image, FileChannel channel) throws IOException {
    this.image = image;
    this.header = image.header();
    this.table =
        new TableCursor(
            image.file(), channel, "Snapshots", header.snapshotsOffset(), Long.MAX_VALUE);
  }

  static List<QcowSnapshot> read(QcowImage image, FileChannel channel) throws IOException {
    SnapshotTable table = new SnapshotTable(image, channel);
    List<QcowSnapshot> snapshots = new ArrayList<>();
    for (int i = 0; i < table.header.snapshots(); i++) {
      snapshots.add(table.entry());
    }
    return List.copyOf(snapshots);
  }

  private QcowSnapshot entry() throws IOException {
    table.align();
    ByteBuffer fixed = table.take(FIXED);
    ByteBuffer extra = extra(Integer.toUnsignedLong(fixed.getInt(36)));
    String id = table.text(Short.toUnsignedInt(fixed.getShort(12)));
    String name = table.text(Short.toUnsignedInt(fixed.getShort(14)));
    long icount = extra.limit() >= 24 ? extra.getLong(16) : -1;
    return new QcowSnapshot(
        id,
        name,
        Instant.ofEpochSecond(unsigned(fixed, 16), unsigned(fixed, 20)),
        nanos(fixed.getLong(24)),
        size(extra.limit() >= 8 ? extra.getLong(0) : unsigned(fixed, 32), "VM state"),
        extra.limit() >= 16 ? size(extra.getLong(8), "disk") : image.virtualSize(),
        icount == -1 ? OptionalLong.empty() : OptionalLong.of(icount));
  }

  private ByteBuffer extra(long length) throws IOException {
    if (length > MOST_EXTRA) {
      throw table.broken("a snapshot has " + length + " bytes of extra data");
    }
    if (header.version() >= 3 && length < V3_LEAST_EXTRA) {
      throw table.broken("a snapshot has too little extra data, " + length + " bytes");
    }
    return table.take(length);
  }

  private ByteSize size(long bytes, String what) {
    if (bytes < 0) {
      throw table.broken("a snapshot's " + what + " has an impossible size");
    }
    return ByteSize.bytes(bytes);
  }

  private static long unsigned(ByteBuffer bytes, int at) {
    return Integer.toUnsignedLong(bytes.getInt(at));
  }

  private static Duration nanos(long unsigned) {
    long second = 1_000_000_000;
    return Duration.ofSeconds(
        Long.divideUnsigned(unsigned, second), Long.remainderUnsigned(unsigned, second));
  }
}
