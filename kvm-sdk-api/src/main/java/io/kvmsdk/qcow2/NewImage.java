package io.kvmsdk.qcow2;

import io.kvmsdk.internal.file.AtomicFile.Durability;
import io.kvmsdk.internal.spec.Validation;
import io.kvmsdk.value.ByteSize;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is to be written as a new image: an overlay, or one that stands alone.
 *
 * @param backingFile as it is to be recorded; empty for an image that stands alone
 * @param refcountOrder reference counts have 2^refcountOrder bits
 */
record NewImage(
    int version,
    String backingFile,
    Optional<BackingFormat> backingFormat,
    long size,
    int clusterBits,
    int refcountOrder,
    boolean lazyRefcounts,
    boolean extendedL2,
    Durability durability) {

  private static final int SECTOR = 512;

  /**
   * As QEMU, which leaves the little room there is in small clusters to the backing file's name.
   */
  private static final int LEAST_CLUSTER_BITS_WITH_FEATURE_NAMES = 13;

  static NewImage of(QcowOverlay overlay) {
    return of(
        overlay,
        3,
        BackingName.recorded(overlay.backingFile()),
        Optional.of(overlay.backingFormat()));
  }

  static NewImage of(QcowSpec alone) {
    return of(alone, alone.version(), "", Optional.empty());
  }

  /**
   * An image with the options of another one, on the disk when it is moved into place. It keeps its
   * version only where it can: over a backing file, version 2 has no zeros.
   */
  static NewImage like(
      QcowHeader header, String backingFile, Optional<BackingFormat> format, long size) {
    return new NewImage(
        backingFile.isEmpty() ? header.version() : 3,
        backingFile,
        format,
        size,
        header.clusterBits(),
        header.refcountOrder(),
        header.has(QcowFeature.LAZY_REFCOUNTS),
        header.has(QcowFeature.EXTENDED_L2),
        Durability.SYNCED);
  }

  private static NewImage of(
      QcowOptions options, int version, String backingFile, Optional<BackingFormat> format) {
    return new NewImage(
        version,
        backingFile,
        format,
        options.size().bytes(),
        Long.numberOfTrailingZeros(options.clusterSize().bytes()),
        Integer.numberOfTrailingZeros(options.refcountBits()),
        options.lazyRefcounts(),
        options.extendedL2(),
        options.durable() ? Durability.SYNCED : Durability.CACHED);
  }

  /** Notes what is wrong with each option by itself; {@link #checkSizes} needs them all right. */
  static void check(QcowOptions options, Validation v) {
    long bytes = options.size().bytes();
    v.require(bytes > 0 && bytes % SECTOR == 0, "size must be a multiple of 512, not " + bytes);
    long cluster = options.clusterSize().bytes();
    boolean possible =
        Long.bitCount(cluster) == 1
            && cluster >= 1 << QcowHeader.MIN_CLUSTER_BITS
            && cluster <= 1 << QcowHeader.MAX_CLUSTER_BITS;
    v.require(possible, "clusterSize must be a power of two from 512 to 2MiB, not " + cluster);
    int bits = options.refcountBits();
    v.require(
        bits > 0 && bits <= 64 && Integer.bitCount(bits) == 1,
        "refcountBits must be a power of two from 1 to 64, not " + bits);
    v.require(
        !options.extendedL2() || cluster >= 1 << QcowHeader.LEAST_CLUSTER_BITS_WITH_SUBCLUSTERS,
        "extendedL2 needs clusters of 16KiB or more, not " + cluster);
  }

  /** Notes what is too large, or too long, for clusters of this size. */
  void checkSizes(Validation v) {
    ByteSize cluster = ByteSize.bytes(1L << clusterBits);
    v.require(
        l1Entries() <= QcowHeader.MOST_L1_ENTRIES,
        "clusters of " + cluster + " are too small for " + ByteSize.bytes(size));
    v.require(
        headerLength() <= cluster.bytes(),
        "the backing file's name does not fit into a cluster of " + cluster);
  }

  int clusterSize() {
    return 1 << clusterBits;
  }

  int l2EntrySize() {
    return extendedL2 ? 16 : 8;
  }

  /** How many guest clusters an L2 table stands for. */
  int l2Entries() {
    return clusterSize() / l2EntrySize();
  }

  long l1Entries() {
    long perEntry = QcowHeader.bytesPerL1Entry(clusterBits, extendedL2);
    return size / perEntry + (size % perEntry == 0 ? 0 : 1);
  }

  private int headerLength() {
    int name = backingFile.getBytes(StandardCharsets.UTF_8).length;
    return QcowHeader.encodedLength(version, extensions(), name);
  }

  List<HeaderExtension> extensions() {
    List<HeaderExtension> extensions = new ArrayList<>();
    backingFormat.map(HeaderExtension::backingFormat).ifPresent(extensions::add);
    if (version >= 3 && clusterBits >= LEAST_CLUSTER_BITS_WITH_FEATURE_NAMES) {
      extensions.add(HeaderExtension.featureNames());
    }
    return List.copyOf(extensions);
  }

  Set<QcowFeature> features() {
    Set<QcowFeature> features = EnumSet.noneOf(QcowFeature.class);
    if (lazyRefcounts) {
      features.add(QcowFeature.LAZY_REFCOUNTS);
    }
    if (extendedL2) {
      features.add(QcowFeature.EXTENDED_L2);
    }
    return features;
  }
}
