package io.kvmsdk.internal.zstd;

/**
 * The two copies that most of the time is spent in. Most are of a few bytes, where two longs are
 * quicker than a call of arraycopy; they may write beyond the length, as the next bytes follow.
 */
final class Copy {
  /** Bytes that a short copy reads and writes whatever its length. */
  static final int SHORT = 16;

  private Copy() {}

  /** Copies {@code length} bytes; behind {@code at}, {@link #SHORT} can be read. */
  static void literals(byte[] from, int at, byte[] to, int toAt, int length) {
    if (length <= SHORT && toAt + SHORT <= to.length) {
      LittleEndian.copyLong(from, at, to, toAt);
      LittleEndian.copyLong(from, at + 8, to, toAt + 8);
    } else {
      System.arraycopy(from, at, to, toAt, length);
    }
  }

  /** Copies {@code length} bytes from {@code offset} back; bytes just written repeat. */
  static void match(byte[] bytes, int at, int offset, int length) {
    if (offset >= 8 && length <= SHORT && at + SHORT <= bytes.length) {
      LittleEndian.copyLong(bytes, at - offset, bytes, at);
      LittleEndian.copyLong(bytes, at - offset + 8, bytes, at + 8);
    } else if (offset >= length) {
      System.arraycopy(bytes, at - offset, bytes, at, length);
    } else {
      overlapping(bytes, at, offset, length);
    }
  }

  /** The pattern doubles with each step. */
  private static void overlapping(byte[] bytes, int at, int offset, int length) {
    int done = 0;
    while (done < length) {
      int step = Math.min(offset + done, length - done);
      System.arraycopy(bytes, at - offset, bytes, at + done, step);
      done += step;
    }
  }
}
