package io.kvmsdk.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads a header (clause "Header"), and believes none of it: a value is used only after it was
 * found within its bounds. Of the first cluster, which has 2 MiB at most, no more is read than its
 * start, unless the header says that it goes on behind.
 */
final class HeaderReader {
  private static final int LUKS = 2;
  private static final int ZSTD = 1;
  private static final int MOST_REFCOUNT_TABLE = 8 << 20;
  private static final int MOST_SNAPSHOTS = 65536;
  private static final int LEAST_CLUSTER_BITS_WITH_SUBCLUSTERS = 14;
  private static final int LEAST_SNAPSHOT_ENTRY = 40;
  private static final int V3_LEAST_LENGTH = 104;

  /** Few headers are longer, and one read of a page is enough for those. */
  private static final int START = 4 << 10;

  private final Path file;
  private final FileChannel channel;
  private final long fileLength;
  private final List<Area> tables = new ArrayList<>();

  /** What was read of the first cluster. */
  private ByteBuffer bytes;

  private int clusterBits;

  /** What the file has of the first cluster. */
  private int clusterLength;

  private int headerLength;

  /** Whole clusters that a table takes. */
  private record Area(String what, long start, long end) {}

  private HeaderReader(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    this.fileLength = channel.size();
    this.bytes = readStart(START);
  }

  static QcowHeader read(Path file, FileChannel channel) throws IOException {
    return new HeaderReader(file, channel).read();
  }

  private ByteBuffer readStart(int length) throws IOException {
    ByteBuffer start = ByteBuffer.allocate((int) Math.min(length, fileLength));
    while (start.hasRemaining() && channel.read(start, start.position()) >= 0) {}
    return start.flip();
  }

  /** The first cluster's bytes up to {@code end}, which lies within it, and maybe more. */
  private ByteBuffer upTo(int end) throws IOException {
    if (end > bytes.limit()) {
      bytes = readStart(clusterLength);
      require(end <= bytes.limit(), end, "the file ended early: it is being changed");
    }
    return bytes;
  }

  /** What is needed to know how long the header and its cluster are. */
  private void readBasics() {
    require(bytes.limit() >= QcowHeader.V2_LENGTH, 0, "the file is too short for a header");
    require(bytes.getInt(0) == QcowHeader.MAGIC, 0, "this is not a qcow2 image");
    int version = bytes.getInt(4);
    require(
        version == 2 || version == 3,
        4,
        "version " + Integer.toUnsignedString(version) + " is neither 2 nor 3");
    clusterBits = bytes.getInt(20);
    require(
        clusterBits >= QcowHeader.MIN_CLUSTER_BITS && clusterBits <= QcowHeader.MAX_CLUSTER_BITS,
        20,
        "cluster_bits " + clusterBits + " is not within 9 to 21");
    clusterLength = (int) Math.min(1 << clusterBits, fileLength);
  }

  private QcowHeader read() throws IOException {
    readBasics();
    boolean v3 = bytes.getInt(4) == 3;
    headerLength = v3 ? readHeaderLength() : QcowHeader.V2_LENGTH;
    Set<QcowFeature> features = v3 ? readFeatures() : Set.of();
    int refcountOrder = v3 ? between(96, 0, 6, "refcount_order") : 4;
    int compression = readCompression(features);
    String backingFile = readBackingFile();
    List<HeaderExtension> extensions = readExtensions();
    require(
        !features.contains(QcowFeature.BITMAPS)
            || extensions.stream().anyMatch(e -> e.type() == HeaderExtension.BITMAPS),
        88,
        "bitmaps are announced, but their header extension is missing");
    long size = readSize();
    int l1Size = readL1(size, features.contains(QcowFeature.EXTENDED_L2));
    int refcountClusters = readRefcountTable();
    int snapshots = readSnapshots();
    return new QcowHeader(
        bytes.getInt(4),
        backingFile,
        clusterBits,
        size,
        between(32, 0, LUKS, "crypt_method"),
        l1Size,
        bytes.getLong(40),
        bytes.getLong(48),
        refcountClusters,
        snapshots,
        bytes.getLong(64),
        features,
        refcountOrder,
        compression,
        extensions);
  }

  private int readHeaderLength() {
    require(bytes.limit() >= V3_LEAST_LENGTH, 0, "the file is too short for a header of version 3");
    int length = bytes.getInt(100);
    require(
        length >= V3_LEAST_LENGTH && length % 8 == 0 && length <= clusterLength,
        100,
        "header_length " + Integer.toUnsignedString(length) + " is not possible");
    return length;
  }

  private Set<QcowFeature> readFeatures() {
    long incompatible = bytes.getLong(72);
    Set<QcowFeature> features = QcowFeature.of(incompatible, bytes.getLong(80), bytes.getLong(88));
    long unknown = incompatible & ~QcowFeature.mask(QcowFeature.Group.INCOMPATIBLE, features);
    require(
        unknown == 0,
        72,
        "it needs features that are not known here: incompatible bits 0x"
            + Long.toHexString(unknown));
    require(
        !features.contains(QcowFeature.RAW_EXTERNAL_DATA)
            || features.contains(QcowFeature.EXTERNAL_DATA_FILE),
        88,
        "a raw external data file is announced, but no external data file");
    require(
        !features.contains(QcowFeature.EXTENDED_L2)
            || clusterBits >= LEAST_CLUSTER_BITS_WITH_SUBCLUSTERS,
        20,
        "clusters of " + (1 << clusterBits) + " bytes are too small for extended L2 entries");
    return features;
  }

  /** Byte 104, there only in a longer header; the feature bit says that it is not zlib. */
  private int readCompression(Set<QcowFeature> features) {
    int type = headerLength > V3_LEAST_LENGTH ? bytes.get(104) & 0xff : 0;
    require(type <= ZSTD, 104, "compression_type " + type + " is not known here");
    require(
        features.contains(QcowFeature.COMPRESSION_TYPE) == (type != 0),
        104,
        "compression_type " + type + " disagrees with its feature bit");
    return type;
  }

  private String readBackingFile() throws IOException {
    long offset = bytes.getLong(8);
    long length = Integer.toUnsignedLong(bytes.getInt(16));
    if (offset == 0) {
      return "";
    }
    require(
        length > 0 && length <= QcowHeader.LONGEST_BACKING_NAME,
        16,
        "the backing file's name has " + length + " bytes; 1023 is the most");
    require(
        offset >= headerLength && offset <= clusterLength - length,
        8,
        "the backing file's name lies outside the first cluster");
    String name = text((int) offset, (int) length, "the backing file's name");
    require(name.indexOf('\0') < 0, offset, "the backing file's name holds a NUL");
    return name;
  }

  private String text(int offset, int length, String what) throws IOException {
    ByteBuffer text = upTo(offset + length).slice(offset, length);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(text).toString();
    } catch (CharacterCodingException e) {
      throw broken(offset, what + " is not UTF-8");
    }
  }

  /** Clause "Header extensions": up to the end marker, the backing file's name, or the cluster. */
  private List<HeaderExtension> readExtensions() throws IOException {
    List<HeaderExtension> extensions = new ArrayList<>();
    Set<Integer> types = new HashSet<>();
    long backing = bytes.getLong(8);
    int end = backing == 0 ? clusterLength : (int) backing;
    int at = headerLength;
    while (at <= end - HeaderExtension.PREFIX
        && upTo(at + HeaderExtension.PREFIX).getInt(at) != HeaderExtension.END) {
      int type = bytes.getInt(at);
      long length = Integer.toUnsignedLong(bytes.getInt(at + 4));
      require(
          length <= end - at - HeaderExtension.PREFIX,
          at + 4,
          "a header extension of " + length + " bytes does not fit");
      require(
          types.add(type), at, "a header extension appears twice: 0x" + Integer.toHexString(type));
      byte[] data = new byte[(int) length];
      int start = at + HeaderExtension.PREFIX;
      upTo(start + data.length).get(start, data);
      extensions.add(new HeaderExtension(type, data));
      at += HeaderExtension.PREFIX + HeaderExtension.padded((int) length);
    }
    return List.copyOf(extensions);
  }

  private long readSize() {
    long size = bytes.getLong(24);
    require(size >= 0, 24, "size " + Long.toUnsignedString(size) + " is not possible");
    return size;
  }

  private int readL1(long size, boolean extendedL2) {
    long perEntry = QcowHeader.bytesPerL1Entry(clusterBits, extendedL2);
    long needed = size / perEntry + (size % perEntry == 0 ? 0 : 1);
    int entries = between(36, 0, QcowHeader.MOST_L1_ENTRIES, "l1_size");
    require(
        needed <= entries,
        36,
        "l1_size " + entries + " is too small for the disk's " + size + " bytes");
    table(40, entries * 8L, "the L1 table");
    return entries;
  }

  private int readRefcountTable() {
    int clusters = between(56, 1, MOST_REFCOUNT_TABLE >> clusterBits, "refcount_table_clusters");
    table(48, (long) clusters << clusterBits, "the refcount table");
    return clusters;
  }

  private int readSnapshots() {
    int snapshots = between(60, 0, MOST_SNAPSHOTS, "nb_snapshots");
    table(64, (long) snapshots * LEAST_SNAPSHOT_ENTRY, "the snapshot table");
    return snapshots;
  }

  /** A table's offset: aligned, behind the header, apart from others, and all of it in the file. */
  private void table(int field, long length, String what) {
    long offset = bytes.getLong(field);
    if (length == 0) {
      return;
    }
    require(offset % (1L << clusterBits) == 0, field, what + " is not aligned to a cluster");
    require(offset > 0, field, what + " lies on the header");
    require(offset <= fileLength - length, field, what + " lies beyond the end of the file");
    long end = (offset + length - 1 >> clusterBits) + 1 << clusterBits;
    for (Area other : tables) {
      require(
          end <= other.start() || offset >= other.end(), field, what + " lies on " + other.what());
    }
    tables.add(new Area(what, offset, end));
  }

  private int between(int field, int least, int most, String name) {
    long value = Integer.toUnsignedLong(bytes.getInt(field));
    require(
        value >= least && value <= most,
        field,
        name + " " + value + " is not within " + least + " to " + most);
    return (int) value;
  }

  private void require(boolean condition, long byteOffset, String problem) {
    if (!condition) {
      throw broken(byteOffset, problem);
    }
  }

  private QcowFormatException broken(long byteOffset, String problem) {
    return new QcowFormatException(file, byteOffset, "Header", problem);
  }
}
