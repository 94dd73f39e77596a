package io.kvmsdk.internal.zstd;

/** A bit stream that is read from its beginning; behind its end, zeros follow. */
final class ForwardBits {
  private final byte[] bytes;
  private final int start;
  private final int end;
  private int read;

  ForwardBits(Input in) {
    bytes = in.bytes();
    start = in.position();
    end = in.end();
  }

  /** The next {@code count} bits, at most 16. */
  int read(int count) {
    int value = peek(count);
    read += count;
    return value;
  }

  /** The next number from 0 to {@code most}; low numbers take a bit less where there is room. */
  int readUpTo(int most) {
    int count = Integer.SIZE - Integer.numberOfLeadingZeros(most);
    int shorter = (1 << count) - 1 - most;
    int half = 1 << (count - 1);
    int low = peek(count - 1);
    if (low < shorter) {
      read += count - 1;
      return low;
    }
    int value = read(count);
    return value < half ? value : value - shorter;
  }

  /** Bytes that were begun. */
  int bytesRead() {
    return (read + 7) >>> 3;
  }

  private int peek(int count) {
    int at = start + (read >>> 3);
    int three = byteAt(at) | byteAt(at + 1) << 8 | byteAt(at + 2) << 16;
    return three >>> (read & 7) & ((1 << count) - 1);
  }

  private int byteAt(int at) {
    return at < end ? bytes[at] & 0xff : 0;
  }
}
