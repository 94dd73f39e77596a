package io.kvmsdk.qcow2;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Grows an image in place. What it grows by reads as zeros, also where the backing file is longer
 * than the image was: there, L2 tables say so. Tables that change, and an L1 table that does not
 * fit any more, are written anew behind the end.
 */
final class ImageResize {
  private static final int SECTOR = 512;

  private final ImageEdit image;
  private final QcowHeader header;
  private final QcowDisk disk;
  private final AppendedClusters appended;
  private final long size;
  private final int clusterSize;
  private final int entrySize;
  private final int perTable;

  /** The L1 table as it will be. */
  private final ByteBuffer l1;

  private final List<Extent> replaced = new ArrayList<>();

  private ImageResize(ImageEdit image, QcowDisk disk, long size) throws IOException {
    this.image = image;
    this.header = image.header();
    this.disk = disk;
    this.appended = new AppendedClusters(image);
    this.size = size;
    this.clusterSize = header.clusterSize();
    this.entrySize = header.has(QcowFeature.EXTENDED_L2) ? 16 : 8;
    this.perTable = clusterSize / entrySize;
    long tables = (clusters(size) + perTable - 1) / perTable;
    image.refuseIf(
        tables > QcowHeader.MOST_L1_ENTRIES,
        "its clusters are too small for " + ByteSize.bytes(size));
    this.l1 = ByteBuffer.allocate((int) Math.max(tables, header.l1Size()) * 8);
    l1.put(image.read(header.l1Offset(), header.l1Size() * 8)).rewind();
  }

  static void grow(ImageEdit image, long size) throws IOException {
    QcowHeader header = image.header();
    refuse(image, size);
    if (size == header.size()) {
      return;
    }
    // Closed last, with all written: closing it lets go of the lock.
    try (QcowDisk disk = QcowDisk.open(image.file(), BackingFormat.QCOW2)) {
      new ImageResize(image, disk, size).grow();
    }
  }

  private static void refuse(ImageEdit image, long size) {
    QcowHeader header = image.header();
    if (size % SECTOR != 0 || size < header.size()) {
      throw InvalidSpecException.of(
          image.subject(),
          "it has %s and can only grow, to a multiple of 512 bytes; not to %d bytes"
              .formatted(ByteSize.bytes(header.size()), size));
    }
    image.refuseIf(header.encryption() != 0, "it is encrypted");
    image.refuseIf(
        header.snapshots() > 0 && header.version() < 3,
        "it is of version 2 and has snapshots, which could not tell their own size");
    image.refuseIf(
        header.has(QcowFeature.BITMAPS), "its dirty bitmaps would not fit any more; remove them");
  }

  private void grow() throws IOException {
    HeaderPatch patch = new HeaderPatch(image).size(size);
    try {
      append(patch);
    } catch (IOException | RuntimeException e) {
      appended.undo();
      throw e;
    }
    patch.write();
    for (Extent extent : replaced) {
      appended.release(extent.offset(), extent.length());
    }
    appended.releaseOldTable();
    image.sync();
  }

  /** Writes what is new, to the disk. */
  private void append(HeaderPatch patch) throws IOException {
    refuseLeftovers();
    long changedFrom = changedFrom();
    long changedTo = Math.max(clusters(zerosEnd()), changedFrom < firstNew() ? firstNew() : 0);
    for (long at = changedFrom; at < changedTo; at = (at / perTable + 1) * perTable) {
      rewriteTable(at, Math.min(changedTo, (at / perTable + 1) * perTable));
    }
    placeL1(patch, changedFrom < changedTo);
    appended.count(patch);
    image.sync();
  }

  private long clusters(long bytes) {
    return bytes / clusterSize + (bytes % clusterSize == 0 ? 0 : 1);
  }

  /** The first guest cluster that is all new. */
  private long firstNew() {
    return clusters(header.size());
  }

  /** The end of what must be said to be zeros, since the backing file has something there. */
  private long zerosEnd() {
    List<DiskLayer> layers = disk.openLayers();
    return layers.size() == 1 ? 0 : Math.min(size, layers.get(1).size());
  }

  /** A VM state lies behind the disk's end, and would come to be seen by the guest. */
  private void refuseLeftovers() throws IOException {
    long end = Math.min(clusters(size), (long) header.l1Size() * perTable);
    for (long at = firstNew(); at < end; at = (at / perTable + 1) * perTable) {
      ByteBuffer table = table(at);
      int last = (int) Math.min(perTable, end - at / perTable * perTable);
      for (int i = (int) (at % perTable); table.hasRemaining() && i < last; i++) {
        long entry = table.getLong(i * entrySize);
        image.refuseIf(
            (entry & ~TableEntry.ZERO) != 0,
            "it holds data behind its end, as the state of a virtual machine");
      }
    }
  }

  /** The L2 table for a guest cluster; empty if there is none. */
  private ByteBuffer table(long cluster) throws IOException {
    long offset = l1.getLong((int) (cluster / perTable) * 8) & TableEntry.OFFSET;
    return offset == 0 ? ByteBuffer.allocate(0) : image.read(offset, clusterSize);
  }

  /** The first guest cluster that needs another entry: the last old one, if its rest shows. */
  private long changedFrom() throws IOException {
    boolean partial = header.size() % clusterSize != 0;
    return partial && restShows(firstNew() - 1) ? firstNew() - 1 : firstNew();
  }

  /** Whether there may be more than zeros in a cluster behind the old end. */
  private boolean restShows(long cluster) throws IOException {
    ByteBuffer table = table(cluster);
    int at = (int) (cluster % perTable) * entrySize;
    long entry = table.hasRemaining() ? table.getLong(at) : 0;
    boolean subclusters = entrySize == 16 && table.hasRemaining() && table.getLong(at + 8) != 0;
    if ((entry & TableEntry.COMPRESSED) != 0 || subclusters) {
      return true;
    }
    if (entrySize == 8 && (entry & TableEntry.ZERO) != 0) {
      return false;
    }
    long offset = entry & TableEntry.OFFSET;
    return offset == 0 ? entry != 0 || zerosEnd() > header.size() : !zerosFrom(offset);
  }

  private boolean zerosFrom(long cluster) throws IOException {
    int from = (int) (header.size() % clusterSize);
    ByteBuffer rest = image.read(cluster + from, clusterSize - from);
    return rest.mismatch(ByteBuffer.allocate(rest.remaining())) < 0;
  }

  /** Writes the table for guest clusters {@code from} to {@code to}, which it has all of. */
  private void rewriteTable(long from, long to) throws IOException {
    int index = (int) (from / perTable);
    long old = l1.getLong(index * 8) & TableEntry.OFFSET;
    ByteBuffer table = old == 0 ? ByteBuffer.allocate(clusterSize) : table(from);
    for (long cluster = from; cluster < to; cluster++) {
      int at = (int) (cluster % perTable) * entrySize;
      if (cluster < firstNew()) {
        replaceData(cluster, table, at);
      } else {
        setZero(table, at);
      }
    }
    if (old != 0) {
      replaced.add(new Extent(old, clusterSize));
    }
    long place = appended.allocate(1);
    image.write(place, table.rewind());
    l1.putLong(index * 8, place | TableEntry.COPIED);
  }

  private void setZero(ByteBuffer table, int at) {
    image.refuseIf(
        header.version() < 3,
        "it is of version 2, which cannot hide what its backing file has there");
    table.putLong(at, entrySize == 8 ? TableEntry.ZERO : 0);
    if (entrySize == 16) {
      table.putLong(at + 8, TableEntry.ALL_ZERO);
    }
  }

  /** The old last cluster, as the guest sees it, and zeros behind. */
  private void replaceData(long cluster, ByteBuffer table, int at) throws IOException {
    long entry = table.getLong(at);
    if ((entry & TableEntry.COMPRESSED) != 0) {
      replaced.add(TableEntry.compressedExtent(header.clusterBits(), entry));
    } else if ((entry & TableEntry.OFFSET) != 0) {
      replaced.add(new Extent(entry & TableEntry.OFFSET, clusterSize));
    }
    ByteBuffer data = ByteBuffer.allocate(clusterSize);
    disk.read(cluster * clusterSize, data);
    long place = appended.allocate(1);
    image.write(place, data.rewind());
    table.putLong(at, place | TableEntry.COPIED);
    if (entrySize == 16) {
      table.putLong(at + 8, TableEntry.ALL_ALLOCATED);
    }
  }

  /** In place, if only entries are added that fit into its last cluster. */
  private void placeL1(HeaderPatch patch, boolean changed) throws IOException {
    int oldLength = header.l1Size() * 8;
    if (!changed && l1.capacity() <= clusters(oldLength) * clusterSize) {
      image.write(header.l1Offset() + oldLength, l1.slice(oldLength, l1.capacity() - oldLength));
      patch.l1(header.l1Offset(), l1.capacity() / 8);
      return;
    }
    long place = appended.allocate(clusters(l1.capacity()));
    image.write(place, l1.rewind());
    patch.l1(place, l1.capacity() / 8);
    if (oldLength > 0) {
      replaced.add(new Extent(header.l1Offset(), oldLength));
    }
  }
}
