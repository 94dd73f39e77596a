package io.kvmsdk.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.LinkedHashMap;
import java.util.Map;

/** The reference counts that an image records (clause "Host cluster management"). */
final class Refcounts {
  private static final int SLICE_BITS = 16;
  private static final int MOST_SLICES = 64;

  private final FileChannel channel;
  private final ReadAt file;
  private final int clusterBits;
  private final int order;
  private final ByteBuffer table;
  private final Map<Long, ByteBuffer> slices = new LinkedHashMap<>(16, 0.75f, true);

  Refcounts(FileChannel channel, QcowHeader header) throws IOException {
    this.channel = channel;
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
    if (blockOffset(cluster) == 0) {
      return 0;
    }
    return RefcountBlock.get(slice(sliceOffset(cluster)), order, indexInSlice(cluster));
  }

  /** Records a cluster's count, in the block that there is for it. */
  void set(long cluster, long count) throws IOException {
    long offset = sliceOffset(cluster);
    ByteBuffer slice = slice(offset);
    int index = indexInSlice(cluster);
    RefcountBlock.set(slice, order, index, count);
    int first = (int) ((long) index << order >>> 3);
    int length = RefcountBlock.length(1, order);
    ImageFiles.writeAt(channel, offset + first, slice.slice(first, length));
  }

  private int perSlice() {
    return Math.min(blockEntries(), RefcountBlock.entries(SLICE_BITS, order));
  }

  private int indexInSlice(long cluster) {
    return (int) (cluster % perSlice());
  }

  private long sliceOffset(long cluster) {
    int inBlock = (int) (cluster % blockEntries());
    return blockOffset(cluster) + RefcountBlock.length(inBlock - indexInSlice(cluster), order);
  }

  private ByteBuffer slice(long offset) throws IOException {
    ByteBuffer slice = slices.get(offset);
    if (slice == null) {
      slice = ByteBuffer.allocate(1 << Math.min(SLICE_BITS, clusterBits));
      file.read(offset, slice);
      slices.put(offset, slice);
      if (slices.size() > MOST_SLICES) {
        slices.remove(slices.keySet().iterator().next());
      }
    }
    return slice;
  }
}
