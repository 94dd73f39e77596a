package io.kvmsdk.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;

/** The L2 tables of a new image, which are filled and written one after the other, and its L1. */
final class L2Writer {
  private final NewImage image;
  private final LongSupplier cluster;
  private final Sink sink;

  /** Entries of L1 up to the last one in use; grows, since most disks are mostly empty. */
  private ByteBuffer l1 = ByteBuffer.allocate(0);

  private ByteBuffer table;
  private long tableIndex = -1;

  /** The bytes in use of {@link #table}. */
  private int from;

  private int to;

  /**
   * @param cluster allocates one
   */
  L2Writer(NewImage image, LongSupplier cluster, Sink sink) {
    this.image = image;
    this.cluster = cluster;
    this.sink = sink;
  }

  /** Writes all of {@code src} at an offset in the file. */
  @FunctionalInterface
  interface Sink {
    void writeAt(long offset, ByteBuffer src) throws IOException;
  }

  /**
   * @param subclusters is dropped where entries are not extended ones
   */
  void set(long guestCluster, long entry, long subclusters) throws IOException {
    select(guestCluster / image.l2Entries());
    int at = (int) (guestCluster % image.l2Entries()) * image.l2EntrySize();
    table.putLong(at, entry);
    if (image.extendedL2()) {
      table.putLong(at + 8, subclusters);
    }
    from = Math.min(from, at);
    to = at + image.l2EntrySize();
  }

  private void select(long index) throws IOException {
    if (index != tableIndex) {
      flush();
      tableIndex = index;
      table = ByteBuffer.allocate(image.clusterSize());
      from = image.clusterSize();
    }
  }

  /** Writes what there is of the table in hand. */
  void flush() throws IOException {
    if (tableIndex < 0) {
      return;
    }
    long at = cluster.getAsLong() << image.clusterBits();
    sink.writeAt(at + from, table.slice(from, to - from));
    enter(Math.toIntExact(tableIndex) * 8, at | TableEntry.COPIED);
    tableIndex = -1;
  }

  private void enter(int position, long entry) {
    if (position >= l1.capacity()) {
      long doubled = Math.max(2L * l1.capacity(), position + 8L);
      int capacity = (int) Math.min(doubled, image.l1Entries() * 8);
      l1 = ByteBuffer.allocate(capacity).put(l1.array());
    }
    l1.putLong(position, entry);
  }

  /** Writes L1, to its last entry, so that the file holds all of it. */
  void writeL1(long offset) throws IOException {
    long length = image.l1Entries() * 8;
    sink.writeAt(offset, l1.clear());
    if (l1.capacity() < length) {
      sink.writeAt(offset + length - 8, ByteBuffer.allocate(8));
    }
  }
}
