package io.kvmsdk.qcow2;

import io.kvmsdk.internal.file.AtomicFile;
import io.kvmsdk.qcow2.ClusterRuns.Run;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;

/** Writes the bytes of a new image. */
final class OverlayFile {
  /** "Refcount is exactly one" (clause "L1 table entry", "Standard cluster descriptor"). */
  private static final long COPIED = 1L << 63;

  private static final int COPY_BLOCK = 256 << 10;

  private final FileChannel channel;
  private final OverlayLayout layout;
  private final List<Run> runs;
  private final int clusterSize;

  private OverlayFile(FileChannel channel, OverlayLayout layout, List<Run> runs) {
    this.channel = channel;
    this.layout = layout;
    this.runs = runs;
    this.clusterSize = 1 << layout.clusterBits();
  }

  static void create(
      Path target,
      NewImage image,
      List<Extent> extents,
      ReadAt disk,
      AtomicFile.Durability durability) {
    int bits = Long.numberOfTrailingZeros(image.clusterSize().bytes());
    List<Run> runs = ClusterRuns.of(extents, image.size().bytes(), bits);
    OverlayLayout layout = OverlayLayout.of(image, runs);
    AtomicFile.write(
        target,
        AtomicFile.Existing.KEEP,
        durability,
        channel -> new OverlayFile(channel, layout, runs).write(disk));
  }

  private void write(ReadAt disk) throws IOException {
    writeAt(0, layout.header().encode());
    writeRefcounts();
    writeTables();
    writeData(disk);
  }

  /** Every cluster of the file is used once. */
  private void writeRefcounts() throws IOException {
    ByteBuffer table = ByteBuffer.allocate(Math.toIntExact(layout.refcountBlocks() * 8));
    long counted = 0;
    for (long at = layout.refcountBlocksOffset(); at < layout.l1Offset(); at += clusterSize) {
      table.putLong(at);
      long here = Math.min(layout.clusters() - counted, clusterSize / 2);
      ByteBuffer block = ByteBuffer.allocate((int) here * 2);
      while (block.hasRemaining()) {
        block.putShort((short) 1);
      }
      writeAt(at, block.flip());
      counted += here;
    }
    writeAt(layout.refcountTableOffset(), table.flip());
  }

  /** The L1 table, and what is not zero in the L2 tables: data lies in the disk's order. */
  private void writeTables() throws IOException {
    ByteBuffer l1 = ByteBuffer.allocate(Math.toIntExact(layout.l1Entries() * 8));
    int entries = clusterSize / 8;
    long table = layout.l2Offset() - clusterSize;
    long tableIndex = -1;
    long data = layout.dataOffset();
    for (Run run : runs) {
      for (long first = run.first(), end; first < run.end(); first = end) {
        end = Math.min(run.end(), (first / entries + 1) * entries);
        if (first / entries != tableIndex) {
          tableIndex = first / entries;
          table += clusterSize;
          l1.putLong((int) tableIndex * 8, table | COPIED);
        }
        writeAt(table + first % entries * 8, l2Entries(data, (int) (end - first)));
        data += (end - first) * clusterSize;
      }
    }
    writeAt(layout.l1Offset(), l1);
  }

  private ByteBuffer l2Entries(long data, int count) {
    ByteBuffer entries = ByteBuffer.allocate(count * 8);
    for (int i = 0; i < count; i++) {
      entries.putLong((data + (long) i * clusterSize) | COPIED);
    }
    return entries.flip();
  }

  /** Whole clusters, as the guest sees them, in the disk's order. */
  private void writeData(ReadAt disk) throws IOException {
    long data = layout.dataOffset();
    for (Run run : runs) {
      long end = run.end() * clusterSize;
      for (long at = run.first() * clusterSize; at < end; ) {
        ByteBuffer block = ByteBuffer.allocate((int) Math.min(end - at, COPY_BLOCK));
        disk.read(at, block);
        writeAt(data, block.clear());
        at += block.capacity();
        data += block.capacity();
      }
    }
  }

  private void writeAt(long offset, ByteBuffer src) throws IOException {
    long at = offset;
    while (src.hasRemaining()) {
      at += channel.write(src, at);
    }
  }
}
