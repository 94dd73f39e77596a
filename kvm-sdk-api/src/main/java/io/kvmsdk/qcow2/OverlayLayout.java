package io.kvmsdk.qcow2;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Where everything lies in a new image, in clusters: header, refcount table, refcount blocks, L1
 * table, L2 tables, data. There are no holes between them, so that every cluster is used once.
 *
 * @param extensions of the header
 * @param l2Tables how many L2 tables there are, of a cluster each
 * @param clusters the clusters of the whole file
 */
record OverlayLayout(
    NewImage image,
    int clusterBits,
    List<HeaderExtension> extensions,
    long l2Tables,
    long refcountTableClusters,
    long refcountBlocks,
    long l1Clusters,
    long clusters) {

  /** 16 bits for each reference count: QEMU's default. */
  private static final int REFCOUNT_ORDER = 4;

  private static final int TABLE_ENTRY = 8;

  /**
   * As QEMU, which leaves the little room there is in small clusters to the backing file's name.
   */
  private static final int LEAST_CLUSTER_WITH_FEATURE_NAMES = 8192;

  static OverlayLayout of(NewImage image, List<ClusterRuns.Run> runs) {
    long cluster = image.clusterSize().bytes();
    int bits = Long.numberOfTrailingZeros(cluster);
    long l2Tables = l2Tables(runs, bits);
    long l1 = ceil(l1Entries(image, bits) * TABLE_ENTRY, cluster);
    long data = runs.stream().mapToLong(ClusterRuns.Run::count).sum();
    long counted = 1 + l1 + l2Tables + data;
    long table = 0;
    long blocks = 0;
    // Refcount blocks count themselves and their table, so that both may have to grow once more.
    for (long total = counted; total != counted + table + blocks || blocks == 0; ) {
      total = counted + table + blocks;
      blocks = ceil(total, cluster / 2);
      table = ceil(blocks * TABLE_ENTRY, cluster);
    }
    return new OverlayLayout(
        image, bits, extensions(image), l2Tables, table, blocks, l1, counted + table + blocks);
  }

  private static long l2Tables(List<ClusterRuns.Run> runs, int clusterBits) {
    int l2Bits = clusterBits - 3;
    long tables = 0;
    long free = 0;
    for (ClusterRuns.Run run : runs) {
      long end = ((run.end() - 1) >> l2Bits) + 1;
      tables += end - Math.max(run.first() >> l2Bits, free);
      free = end;
    }
    return tables;
  }

  private static List<HeaderExtension> extensions(NewImage image) {
    List<HeaderExtension> extensions = new ArrayList<>();
    image.backingFormat().map(HeaderExtension::backingFormat).ifPresent(extensions::add);
    if (image.clusterSize().bytes() >= LEAST_CLUSTER_WITH_FEATURE_NAMES) {
      extensions.add(HeaderExtension.featureNames());
    }
    return List.copyOf(extensions);
  }

  private static long l1Entries(NewImage image, int clusterBits) {
    return ceil(image.size().bytes(), QcowHeader.bytesPerL1Entry(clusterBits, false));
  }

  private static long ceil(long n, long unit) {
    return n / unit + (n % unit == 0 ? 0 : 1);
  }

  long l1Entries() {
    return l1Entries(image, clusterBits);
  }

  int headerLength() {
    int name = image.backingFile().getBytes(StandardCharsets.UTF_8).length;
    return QcowHeader.encodedLength(extensions, name);
  }

  /** A cluster's byte offset in the file. */
  private long offset(long clusters) {
    return clusters << clusterBits;
  }

  long refcountTableOffset() {
    return offset(1);
  }

  long refcountBlocksOffset() {
    return refcountTableOffset() + offset(refcountTableClusters);
  }

  long l1Offset() {
    return refcountBlocksOffset() + offset(refcountBlocks);
  }

  long l2Offset() {
    return l1Offset() + offset(l1Clusters);
  }

  long dataOffset() {
    return l2Offset() + offset(l2Tables);
  }

  QcowHeader header() {
    return new QcowHeader(
        3,
        image.backingFile(),
        clusterBits,
        image.size().bytes(),
        0,
        Math.toIntExact(l1Entries()),
        l1Offset(),
        refcountTableOffset(),
        Math.toIntExact(refcountTableClusters),
        0,
        0,
        image.lazyRefcounts() ? Set.of(QcowFeature.LAZY_REFCOUNTS) : Set.of(),
        REFCOUNT_ORDER,
        0,
        extensions);
  }
}
