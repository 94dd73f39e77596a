package io.kvmsdk.qcow2;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.Deflater;

/**
 * A sound image of 16 clusters of 16 KiB, with data in the first two, for tests to break. Written
 * down by hand from qcow2.txt: the code under test must not be its own judge.
 */
final class MappedBytes {
  static final int CLUSTER = 16384;
  static final int REFCOUNT_TABLE = CLUSTER;
  static final int L1 = 3 * CLUSTER;
  static final int L2 = 4 * CLUSTER;
  static final int DATA = 5 * CLUSTER;
  static final long COPIED = 1L << 63;
  static final long COMPRESSED = 1L << 62;

  private final ByteBuffer bytes = ByteBuffer.allocate(8 * CLUSTER);

  MappedBytes() {
    bytes.putInt(0x514649fb).putInt(3).putLong(0).putInt(0).putInt(14).putLong(16 * CLUSTER);
    bytes.putInt(0).putInt(1).putLong(L1).putLong(REFCOUNT_TABLE).putInt(1).putInt(0).putLong(0);
    bytes.putLong(0).putLong(0).putLong(0).putInt(4).putInt(104);
    u64(REFCOUNT_TABLE, 2 * CLUSTER);
    for (int cluster = 0; cluster < 7; cluster++) {
      bytes.putShort(2 * CLUSTER + 2 * cluster, (short) 1);
    }
    u64(L1, COPIED | L2).u64(L2, COPIED | DATA).u64(L2 + 8, COPIED | DATA + CLUSTER);
    Arrays.fill(bytes.array(), DATA, DATA + 2 * CLUSTER, (byte) 'd');
  }

  /** With a backing file of a name, and of a format unless that is empty. */
  static MappedBytes over(String name, String format) {
    MappedBytes image = new MappedBytes().u64(8, 1024).u32(16, name.length()).text(1024, name);
    return format.isEmpty() ? image : image.extension(0xe2792aca, format);
  }

  MappedBytes extension(int type, String value) {
    return u32(104, type).u32(108, value.length()).text(112, value);
  }

  /** Subclusters of 512 bytes: the first is allocated, so that entry 1 holds bitmaps. */
  MappedBytes extendedL2() {
    return u64(72, 16).u64(L2 + 8, 1);
  }

  /** The first cluster compressed, all of it {@code c}. */
  MappedBytes compressed() {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    byte[] content = new byte[CLUSTER];
    Arrays.fill(content, (byte) 'c');
    deflater.setInput(content);
    deflater.finish();
    deflater.deflate(bytes.array(), DATA, CLUSTER);
    deflater.end();
    return u64(L2, COMPRESSED | DATA);
  }

  MappedBytes u8(int offset, int value) {
    bytes.put(offset, (byte) value);
    return this;
  }

  MappedBytes u32(int offset, long value) {
    bytes.putInt(offset, (int) value);
    return this;
  }

  MappedBytes u64(int offset, long value) {
    bytes.putLong(offset, value);
    return this;
  }

  MappedBytes text(int offset, String value) {
    bytes.put(offset, value.getBytes(UTF_8));
    return this;
  }

  byte[] toBytes() {
    return bytes.array().clone();
  }

  Path writeTo(Path file) {
    try {
      return Files.write(file, bytes.array());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
