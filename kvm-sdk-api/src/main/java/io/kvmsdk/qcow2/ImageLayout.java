package io.kvmsdk.qcow2;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;

/**
 * Where the tables of a new image lie, in clusters: the header comes first, then {@code content}
 * clusters of data and L2 tables, the refcount table, the refcount blocks, and the L1 table. There
 * are no holes between them. An empty image is laid out as by QEMU.
 *
 * @param content clusters of data and L2 tables
 */
record ImageLayout(
    NewImage image,
    long content,
    long refcountTableClusters,
    long refcountBlocks,
    long l1Clusters) {

  private static final int TABLE_ENTRY = 8;

  static ImageLayout of(NewImage image, long content) {
    long cluster = image.clusterSize();
    long l1 = ceil(image.l1Entries() * TABLE_ENTRY, cluster);
    long counted = 1 + content + l1;
    long table = 0;
    long blocks = 0;
    // Refcount blocks count themselves and their table, so that both may have to grow once more.
    for (long total = counted; total != counted + table + blocks || blocks == 0; ) {
      total = counted + table + blocks;
      blocks = ceil(total, RefcountBlock.entries(image.clusterBits(), image.refcountOrder()));
      table = ceil(blocks * TABLE_ENTRY, cluster);
    }
    if (table * cluster > QcowHeader.LONGEST_REFCOUNT_TABLE) {
      throw InvalidSpecException.of(
          Subject.of("qcow2 image", ""),
          "clusters of " + cluster + " bytes are too small for so many reference counts");
    }
    return new ImageLayout(image, content, table, blocks, l1);
  }

  private static long ceil(long n, long unit) {
    return n / unit + (n % unit == 0 ? 0 : 1);
  }

  /** The clusters of the whole file. */
  long clusters() {
    return 1 + content + refcountTableClusters + refcountBlocks + l1Clusters;
  }

  /** A cluster's byte offset in the file. */
  private long offset(long clusters) {
    return clusters << image.clusterBits();
  }

  long refcountTableOffset() {
    return offset(1 + content);
  }

  long refcountBlocksOffset() {
    return refcountTableOffset() + offset(refcountTableClusters);
  }

  long l1Offset() {
    return refcountBlocksOffset() + offset(refcountBlocks);
  }

  QcowHeader header() {
    return new QcowHeader(
        image.version(),
        image.backingFile(),
        image.clusterBits(),
        image.size(),
        0,
        Math.toIntExact(image.l1Entries()),
        l1Offset(),
        refcountTableOffset(),
        Math.toIntExact(refcountTableClusters),
        0,
        0,
        image.features(),
        image.refcountOrder(),
        0,
        image.extensions());
  }
}
