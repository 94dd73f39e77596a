package io.kvmsdk.iso.internal.fat;

import io.kvmsdk.iso.error.IsoFormatException;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * The bytes of a FAT image inside of an ISO image. What is written stays in memory, and can be
 * taken back until it is committed. Offsets count from the FAT image's start.
 */
final class FatBytes {
  /** The unit that writes are kept in: the smallest sector there is. */
  private static final int UNIT = 512;

  private final ImageBytes image;
  private final long start;
  private final long length;
  private final TreeMap<Long, byte[]> committed = new TreeMap<>();
  private final TreeMap<Long, byte[]> pending = new TreeMap<>();

  /**
   * @param start where in {@code image} the FAT image begins
   * @param length what there is of it at most
   */
  FatBytes(ImageBytes image, long start, long length) {
    this.image = image;
    this.start = start;
    this.length = length;
  }

  /** What messages call the ISO image. */
  String name() {
    return image.name();
  }

  long length() {
    return length;
  }

  byte[] read(long offset, int count, String clause) {
    if (offset < 0 || offset > length - count) {
      throw broken(offset, clause, "the FAT image ends at its byte " + length);
    }
    byte[] bytes = image.bytes(start + offset, count, clause);
    overlay(committed, offset, bytes);
    overlay(pending, offset, bytes);
    return bytes;
  }

  private static void overlay(TreeMap<Long, byte[]> units, long offset, byte[] bytes) {
    long end = offset + bytes.length;
    units
        .subMap(offset / UNIT, true, end / UNIT, true)
        .forEach(
            (unit, written) -> {
              long from = Math.max(offset, unit * UNIT);
              int count = (int) (Math.min(end, (unit + 1) * UNIT) - from);
              System.arraycopy(
                  written, (int) (from - unit * UNIT), bytes, (int) (from - offset), count);
            });
  }

  void write(long offset, byte[] bytes) {
    int done = 0;
    while (done < bytes.length) {
      long unit = (offset + done) / UNIT;
      int inUnit = (int) ((offset + done) % UNIT);
      int count = Math.min(bytes.length - done, UNIT - inUnit);
      byte[] target = pending.computeIfAbsent(unit, u -> read(u * UNIT, UNIT, "FAT 2"));
      System.arraycopy(bytes, done, target, inUnit, count);
      done += count;
    }
  }

  void commit() {
    committed.putAll(pending);
    pending.clear();
  }

  /** Forgets what was written since the last {@link #commit}. */
  void rollback() {
    pending.clear();
  }

  boolean written() {
    return !committed.isEmpty();
  }

  /** What was committed, as offset and bytes. */
  void forEachWritten(BiConsumer<Long, byte[]> action) {
    committed.forEach((unit, bytes) -> action.accept(unit * UNIT, bytes));
  }

  /** The exception for a fault at {@code offset}. */
  IsoFormatException broken(long offset, String clause, String problem) {
    return image.broken(start + offset, clause, problem);
  }
}
