package io.kvmsdk.qcow2;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** The bytes of an image on the disk, for tests to look at, and to break. */
final class ImageBytes {
  static final long COPIED = 1L << 63;

  private final Path file;

  ImageBytes(Path file) {
    this.file = file;
  }

  private interface Access<T> {
    T on(RandomAccessFile bytes) throws IOException;
  }

  private <T> T open(Access<T> access) {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      return access.on(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long u64(long at) {
    return open(
        bytes -> {
          bytes.seek(at);
          return bytes.readLong();
        });
  }

  int u32(long at) {
    return (int) (u64(at) >>> 32);
  }

  int u16(long at) {
    return (int) (u64(at) >>> 48);
  }

  ImageBytes u64(long at, long value) {
    return open(
        bytes -> {
          bytes.seek(at);
          bytes.writeLong(value);
          return this;
        });
  }

  ImageBytes u32(long at, int value) {
    return u64(at, u64(at) & 0xffff_ffffL | (long) value << 32);
  }

  ImageBytes u16(long at, int value) {
    return u64(at, u64(at) & 0xffff_ffff_ffffL | (long) value << 48);
  }

  ImageBytes flip(long at, int bit) {
    return u64(at, u64(at) ^ 1L << bit);
  }

  ImageBytes cutTo(long length) {
    return open(
        bytes -> {
          bytes.setLength(length);
          return this;
        });
  }

  long length() {
    return open(RandomAccessFile::length);
  }

  long clusterSize() {
    return 1L << u32(20);
  }

  long l1() {
    return u64(40);
  }

  long refcountTable() {
    return u64(48);
  }

  /** Where the first refcount block lies. */
  long refcountBlock() {
    return u64(refcountTable());
  }

  /** Where the L2 table of the first L1 entry lies. */
  long l2() {
    return u64(l1()) & ~COPIED;
  }
}
