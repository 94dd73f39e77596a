package io.kvmsdk.internal.zstd;

import java.util.Arrays;

/** The target, and how much of it is written; what a match copies from as well. */
final class Output {
  private final byte[] bytes;
  private int frameStart;
  private int position;
  private int limit;
  private long window;

  Output(byte[] bytes) {
    this.bytes = bytes;
  }

  int position() {
    return position;
  }

  int length() {
    return bytes.length;
  }

  byte[] bytes() {
    return bytes;
  }

  /** Bytes that this frame has written so far. */
  int written() {
    return position - frameStart;
  }

  int frameStart() {
    return frameStart;
  }

  void beginFrame(long windowSize) {
    frameStart = position;
    window = windowSize;
  }

  /** From here on, at most {@code most} bytes may be written. */
  void beginBlock(int most) {
    limit = position + Math.min(most, bytes.length - position);
  }

  /** Bytes that this block may still write. */
  int room() {
    return limit - position;
  }

  /** Appends {@code length} bytes, no more than {@link #room}. */
  void append(byte[] from, int at, int length) {
    System.arraycopy(from, at, bytes, position, length);
    position += length;
  }

  /** Appends {@code value}, {@code count} times, no more than {@link #room}. */
  void repeat(byte value, int count) {
    Arrays.fill(bytes, position, position + count, value);
    position += count;
  }

  /** Whether a match may begin {@code offset} bytes back, {@code ahead} bytes from here. */
  boolean reaches(int offset, int ahead) {
    return offset > 0 && offset <= window && offset <= written() + ahead;
  }

  /** Appends {@code length} bytes from {@code offset} back, which may overlap those written. */
  void match(int offset, int length) {
    Copy.match(bytes, position, offset, length);
    position += length;
  }

  /** As {@link #append}, fast for few bytes; those behind {@code at} may be read, too. */
  void literals(byte[] from, int at, int length) {
    Copy.literals(from, at, bytes, position, length);
    position += length;
  }
}
