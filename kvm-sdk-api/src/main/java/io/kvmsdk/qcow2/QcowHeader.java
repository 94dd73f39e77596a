package io.kvmsdk.qcow2;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The header of an image, as {@link HeaderReader} has proven it, or as it is to be written.
 *
 * @param backingFile empty where there is none
 * @param encryption crypt_method: 0 none, 1 AES, 2 LUKS
 * @param refcountOrder reference counts have 2^refcountOrder bits
 * @param compressionType 0 zlib, 1 zstd
 * @param extensions all of them in order, those unknown included, without the end marker
 */
record QcowHeader(
    int version,
    String backingFile,
    int clusterBits,
    long size,
    int encryption,
    int l1Size,
    long l1Offset,
    long refcountTableOffset,
    int refcountTableClusters,
    int snapshots,
    long snapshotsOffset,
    Set<QcowFeature> features,
    int refcountOrder,
    int compressionType,
    List<HeaderExtension> extensions) {

  static final int MAGIC = 0x514649fb;

  /** Where header extensions begin in version 2, and the least length of a header. */
  static final int V2_LENGTH = 72;

  /** With the compression type and its padding, as QEMU writes it since 5.1. */
  static final int V3_LENGTH = 112;

  static final int LEAST_CLUSTER_BITS_WITH_SUBCLUSTERS = 14;
  static final int MIN_CLUSTER_BITS = 9;
  static final int MAX_CLUSTER_BITS = 21;
  static final int LONGEST_BACKING_NAME = 1023;

  /** QEMU's limit: 32 MiB. */
  static final int MOST_L1_ENTRIES = 4 << 20;

  /** QEMU's limit, in bytes. */
  static final int LONGEST_REFCOUNT_TABLE = 8 << 20;

  /** Bytes of the virtual disk that one L1 entry stands for: an L2 table is one cluster. */
  static long bytesPerL1Entry(int clusterBits, boolean extendedL2) {
    return 1L << (2 * clusterBits - (extendedL2 ? 4 : 3));
  }

  int clusterSize() {
    return 1 << clusterBits;
  }

  boolean has(QcowFeature feature) {
    return features.contains(feature);
  }

  Optional<HeaderExtension> extension(int type) {
    return extensions.stream().filter(e -> e.type() == type).findFirst();
  }

  /** The bytes of this header, its extensions and the backing file's name. */
  ByteBuffer encode() {
    byte[] name = backingFile.getBytes(StandardCharsets.UTF_8);
    int nameOffset = encodedLength(version, extensions, 0);
    ByteBuffer out = ByteBuffer.allocate(nameOffset + name.length);
    out.putInt(MAGIC).putInt(version);
    out.putLong(name.length == 0 ? 0 : nameOffset).putInt(name.length);
    out.putInt(clusterBits).putLong(size).putInt(encryption);
    out.putInt(l1Size).putLong(l1Offset);
    out.putLong(refcountTableOffset).putInt(refcountTableClusters);
    out.putInt(snapshots).putLong(snapshotsOffset);
    if (version >= 3) {
      for (QcowFeature.Group group : QcowFeature.Group.values()) {
        out.putLong(QcowFeature.mask(group, features));
      }
      out.putInt(refcountOrder).putInt(V3_LENGTH).put((byte) compressionType);
    }
    out.position(length(version));
    extensions.forEach(e -> e.encode(out));
    out.putInt(HeaderExtension.END).putInt(0).put(name);
    return out.flip();
  }

  /** What {@link #encode} needs: it must fit into the first cluster. */
  static int encodedLength(int version, List<HeaderExtension> extensions, int nameLength) {
    int length = length(version) + HeaderExtension.PREFIX + nameLength;
    for (HeaderExtension extension : extensions) {
      length += extension.encodedLength();
    }
    return length;
  }

  private static int length(int version) {
    return version >= 3 ? V3_LENGTH : V2_LENGTH;
  }
}
