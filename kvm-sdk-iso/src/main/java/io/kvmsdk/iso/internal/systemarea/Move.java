package io.kvmsdk.iso.internal.systemarea;

/**
 * A boot image that has moved or changed its size, in sectors of 512 bytes.
 *
 * @param from where it began
 * @param oldCount how long it was
 */
public record Move(long from, long oldCount, long to, long newCount) {
  private static final int BLOCK = 4;

  /** Whether nothing that others know has changed. */
  public boolean unchanged() {
    return from == to && oldCount == newCount;
  }

  /** Whether a partition is that of the boot image; builders round its end up to a block. */
  boolean covers(long start, long count) {
    return start == from && Math.abs(count - oldCount) < BLOCK;
  }

  /** What a partition of {@code count} sectors becomes. */
  long newSize(long count) {
    return newCount + (count - oldCount);
  }
}
