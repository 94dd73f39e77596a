package io.kvmsdk.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * New clusters behind the end of an image that is changed in place, and their reference counts.
 * Until something refers to them, they leak at worst.
 */
final class AppendedClusters {
  /** Entries that a new refcount table has to spare, for what it takes itself. */
  private static final int SPARE_ENTRIES = 16;

  private final ImageEdit image;
  private final Refcounts recorded;
  private final int clusterBits;
  private final int order;
  private final long oldLength;
  private final long first;
  private long next;

  /** New refcount blocks, by what they are in the table: where they lie. */
  private final NavigableMap<Long, Long> blocks = new TreeMap<>();

  /** Whether the image may refer to what was appended. */
  private boolean linked;

  private long newTable;
  private int newTableClusters;

  AppendedClusters(ImageEdit image) throws IOException {
    this.image = image;
    this.recorded = new Refcounts(image.channel(), image.header());
    this.clusterBits = image.header().clusterBits();
    this.order = image.header().refcountOrder();
    this.oldLength = image.channel().size();
    this.first = (oldLength + (1L << clusterBits) - 1) >> clusterBits;
    this.next = first;
  }

  /** The offset of {@code count} clusters in a row. */
  long allocate(long count) {
    image.refuseIf(
        !Files.isRegularFile(image.file()), "it fills a block device, which has no room behind it");
    long at = next << clusterBits;
    next += count;
    return at;
  }

  /** Counts what was allocated, once each; {@code patch} may have to tell of a new table. */
  void count(HeaderPatch patch) throws IOException {
    if (next == first) {
      return;
    }
    planBlocks();
    if (lastBlock() >= recorded.tableEntries()) {
      planTable();
      planBlocks();
    }
    writeBlocks();
    for (long cluster = first; cluster < next; cluster++) {
      if (recorded.blockOffset(cluster) != 0) {
        recorded.set(cluster, 1);
      }
    }
    if (newTable != 0) {
      patch.refcountTable(newTable, newTableClusters);
    } else {
      linkBlocks();
    }
  }

  private long lastBlock() {
    return (next - 1) / recorded.blockEntries();
  }

  /** New blocks lie where they may have to be counted by further ones. */
  private void planBlocks() {
    for (long block = first / recorded.blockEntries(); block <= lastBlock(); block++) {
      if (recorded.blockOffset(block * recorded.blockEntries()) == 0
          && !blocks.containsKey(block)) {
        blocks.put(block, allocate(1));
      }
    }
  }

  private void planTable() {
    long length = (lastBlock() + 1 + SPARE_ENTRIES) * 8;
    newTableClusters = Math.toIntExact(((length - 1) >> clusterBits) + 2);
    image.refuseIf(
        (long) newTableClusters << clusterBits > QcowHeader.LONGEST_REFCOUNT_TABLE,
        "its reference counts would need more than 8 MiB of tables");
    newTable = allocate(newTableClusters);
  }

  private void writeBlocks() throws IOException {
    for (var block : blocks.entrySet()) {
      ByteBuffer counts = ByteBuffer.allocate(1 << clusterBits);
      long start = block.getKey() * recorded.blockEntries();
      long end = Math.min(next, start + recorded.blockEntries());
      for (long cluster = Math.max(first, start); cluster < end; cluster++) {
        RefcountBlock.set(counts, order, (int) (cluster - start), 1);
      }
      image.write(block.getValue(), counts);
    }
    if (newTable != 0) {
      ByteBuffer table = ByteBuffer.allocate(newTableClusters << clusterBits);
      for (int i = 0; i < recorded.tableEntries(); i++) {
        table.putLong(i * 8, recorded.tableEntry(i));
      }
      blocks.forEach((block, at) -> table.putLong(Math.toIntExact(block) * 8, at));
      image.write(newTable, table);
    }
  }

  /** The last first: a block is counted by itself, or by one behind it. */
  private void linkBlocks() throws IOException {
    for (var block : blocks.descendingMap().entrySet()) {
      image.sync();
      linked = true;
      ByteBuffer entry = ByteBuffer.allocate(8).putLong(block.getValue()).flip();
      image.write(image.header().refcountTableOffset() + block.getKey() * 8, entry);
    }
  }

  /** Makes the file as long as it was, after a failure before the header was written. */
  void undo() throws IOException {
    if (!linked) {
      image.channel().truncate(oldLength);
    }
  }

  /** Gives back what the image had before the header was written, and no longer refers to. */
  void release(long offset, long length) throws IOException {
    long last = (offset + length - 1) >> clusterBits;
    for (long cluster = offset >> clusterBits; cluster <= last; cluster++) {
      long count = recorded.get(cluster);
      if (count != 0) {
        recorded.set(cluster, count - 1);
      }
    }
  }

  /** Gives back the table that a new one has replaced. */
  void releaseOldTable() throws IOException {
    if (newTable != 0) {
      release(image.header().refcountTableOffset(), recorded.tableEntries() * 8L);
    }
  }
}
