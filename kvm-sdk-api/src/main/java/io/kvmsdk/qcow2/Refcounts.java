package io.kvmsdk.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.LinkedHashMap;
import java.util.Map;

/** The reference counts that an image records (clause "Host cluster management"). */
final class Refcounts {
  private static final int SLICE = 64 << 10;
  private static final int MOST_SLICES = 64;

  private final ReadAt file;
  private final int clusterBits;
  private final int order;
  private final ByteBuffer table;
  private final Map<Long, ByteBuffer> slices = new LinkedHashMap<>(16, 0.75f, true);

  Refcounts(FileChannel channel, QcowHeader header) throws IOException {
    this.file = ReadAt.of(channel);
    this.clusterBits = header.clusterBits();
    this.order = header.refcountOrder();
    this.table = ByteBuffer.allocate(header.refcountTableClusters() << clusterBits);
    file.read(header.refcountTableOffset(), table);
  }

  /** How many entries the table has. */
  int tableEntries() {
    return table.capacity() / 8;
  }

  /** The table's entry: a block's offset, or 0. */
  long tableEntry(int index) {
    return table.getLong(index * 8);
  }

  /** How many clusters a block stands for. */
  int blockEntries() {
    return RefcountBlock.entries(clusterBits, order);
  }

  /** Where the block lies that counts {@code cluster}; 0 if there is none. */
  long blockOffset(long cluster) {
    long index = cluster / blockEntries();
    long entry = index < tableEntries() ? tableEntry((int) index) : 0;
    return entry > 0 && entry % (1L << clusterBits) == 0 ? entry : 0;
  }

  /** A cluster's count, as an unsigned number; 0 where no block counts it. */
  long get(long cluster) throws IOException {
    long block = blockOffset(cluster);
    if (block == 0) {
      return 0;
    }
    int index = (int) (cluster % blockEntries());
    int perSlice = Math.min(blockEntries(), RefcountBlock.entries(16, order));
    ByteBuffer slice =
        slice(block + RefcountBlock.length(index / perSlice * (long) perSlice, order));
    return RefcountBlock.get(slice, order, index % perSlice);
  }

  private ByteBuffer slice(long offset) throws IOException {
    ByteBuffer slice = slices.get(offset);
    if (slice == null) {
      slice = ByteBuffer.allocate(Math.min(SLICE, 1 << clusterBits));
      file.read(offset, slice);
      slices.put(offset, slice);
      if (slices.size() > MOST_SLICES) {
        slices.remove(slices.keySet().iterator().next());
      }
    }
    return slice;
  }
}
