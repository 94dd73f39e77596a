package io.kvmsdk.qcow2;

import io.kvmsdk.internal.file.AtomicFile;
import io.kvmsdk.qcow2.ClusterRuns.Run;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes a new image, front to back: guest clusters are told in the disk's order, each at most
 * once, and get the file's next clusters; what is not told stays unallocated. Behind them come the
 * refcounts and the L1 table, then the header, once the content has returned.
 *
 * <p>One thread tells; the bytes of {@link #data} clusters may be written by any thread, at any
 * time until the content returns, and by any means ({@link FileChannel#transferTo} keeps extents
 * shared where the file system can). What is left out of them reads as zeros.
 *
 * <p>Held in memory: the L1 table (8 bytes for each 512 MiB of disk, by default), one L2 table, and
 * the counts of clusters that compressed ones share.
 */
final class ImageWriter {
  private static final int COPY_BLOCK = 256 << 10;

  private final FileChannel channel;
  private final NewImage image;
  private final int clusterSize;
  private final CompressedSpace compressed;
  private final L2Writer l2;

  /** The file's first cluster that is not in use yet; the header has the first of all. */
  private long next = 1;

  /** The first guest cluster that may be told next. */
  private long told;

  private ImageWriter(FileChannel channel, NewImage image) {
    this.channel = channel;
    this.image = image;
    this.clusterSize = image.clusterSize();
    this.compressed = new CompressedSpace(image, this::allocate);
    this.l2 = new L2Writer(image, () -> allocate(1), this::writeAt);
  }

  /** Tells the writer what the image holds. */
  @FunctionalInterface
  interface Content {
    void writeTo(ImageWriter writer) throws IOException;
  }

  /** Makes {@code target}, whole or not at all; one that exists is kept. */
  static void create(Path target, NewImage image, Content content) {
    AtomicFile.write(
        target,
        AtomicFile.Existing.KEEP,
        image.durability(),
        channel -> fill(channel, image, content));
  }

  /** Writes the image into an empty file. */
  static void fill(FileChannel channel, NewImage image, Content content) throws IOException {
    new ImageWriter(channel, image).write(content);
  }

  /** With the clusters that {@code extents} touch, as {@code disk} has them. */
  static void create(Path target, NewImage image, List<Extent> extents, ReadAt disk) {
    List<Run> runs = ClusterRuns.of(extents, image.size(), image.clusterBits());
    create(
        target,
        image,
        writer -> {
          for (Run run : runs) {
            writer.copy(run, disk);
          }
        });
  }

  int clusterSize() {
    return clusterSize;
  }

  /** The new file, for the bytes of {@link #data}. */
  FileChannel channel() {
    return channel;
  }

  /**
   * Maps {@code count} guest clusters from {@code first} on.
   *
   * @return the offset in the file where their bytes are to be written, all in a row
   */
  long data(long first, long count) throws IOException {
    tell(first, count);
    long at = allocate(count) << image.clusterBits();
    for (long i = 0; i < count; i++) {
      l2.set(first + i, (at + i * clusterSize) | TableEntry.COPIED, TableEntry.ALL_ALLOCATED);
    }
    return at;
  }

  /**
   * Lets guest clusters read as zeros, whatever a backing file has. Without one, nothing is
   * written: they are told for nothing.
   */
  void zeros(long first, long count) throws IOException {
    tell(first, count);
    if (image.backingFile().isEmpty()) {
      return;
    }
    for (long i = 0; i < count; i++) {
      l2.set(first + i, image.extendedL2() ? 0 : TableEntry.ZERO, TableEntry.ALL_ZERO);
    }
  }

  /** Maps a guest cluster to its compressed form, which {@link ClusterDeflater} has made. */
  void compressed(long guestCluster, ByteBuffer deflated) throws IOException {
    tell(guestCluster, 1);
    long at = compressed.place(deflated.remaining());
    l2.set(
        guestCluster,
        TableEntry.compressed(image.clusterBits(), at, deflated.remaining()),
        TableEntry.NO_SUBCLUSTERS);
    writeAt(at, deflated);
  }

  private void tell(long first, long count) {
    long end = (image.size() - 1 >> image.clusterBits()) + 1;
    if (first < told || count < 0 || first > end - count) {
      throw new IllegalArgumentException(
          "clusters %d to %d after %d of %d".formatted(first, first + count, told, end));
    }
    told = first + count;
  }

  private long allocate(long count) {
    long first = next;
    next += count;
    return first;
  }

  private void copy(Run run, ReadAt disk) throws IOException {
    long to = data(run.first(), run.count());
    long end = run.end() * clusterSize;
    for (long from = run.first() * clusterSize; from < end; ) {
      ByteBuffer block = ByteBuffer.allocate((int) Math.min(end - from, COPY_BLOCK));
      disk.read(from, block);
      writeAt(to, block.clear());
      from += block.capacity();
      to += block.capacity();
    }
  }

  private void write(Content content) throws IOException {
    content.writeTo(this);
    l2.flush();
    ImageLayout layout = ImageLayout.of(image, next - 1);
    writeRefcounts(layout);
    l2.writeL1(layout.l1Offset());
    writeAt(0, layout.header().encode());
  }

  /** Every cluster is used once, but for those that hold compressed ones. */
  private void writeRefcounts(ImageLayout layout) throws IOException {
    int order = image.refcountOrder();
    ByteBuffer table = ByteBuffer.allocate(Math.toIntExact(layout.refcountBlocks() * 8));
    int entries = RefcountBlock.entries(image.clusterBits(), order);
    for (long first = 0; first < layout.clusters(); first += entries) {
      long at = layout.refcountBlocksOffset() + (table.position() / 8L) * clusterSize;
      table.putLong(at);
      int count = (int) Math.min(layout.clusters() - first, entries);
      ByteBuffer block = ByteBuffer.allocate(RefcountBlock.length(count, order));
      for (int i = 0; i < count; i++) {
        RefcountBlock.set(block, order, i, compressed.references(first + i));
      }
      writeAt(at, block);
    }
    writeAt(layout.refcountTableOffset(), table.flip());
  }

  private void writeAt(long offset, ByteBuffer src) throws IOException {
    ImageFiles.writeAt(channel, offset, src);
  }
}
