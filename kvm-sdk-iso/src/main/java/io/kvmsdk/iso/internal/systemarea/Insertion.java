package io.kvmsdk.iso.internal.systemarea;

import java.util.Set;

/**
 * Sectors of 512 bytes put in between the others: what lies behind them moves, what they lie in
 * grows.
 *
 * @param at the first new sector
 * @param count how many there are
 * @param volumes where a partition begins that holds the ISO volume
 */
public record Insertion(long at, long count, Set<Long> volumes) {
  private static final int BLOCK = 4;

  long newStart(long start) {
    return start >= at ? start + count : start;
  }

  /** The sector after a partition; that of the volume grows even if it ends just before. */
  long newEnd(long start, long end) {
    boolean volume = volumes.contains(start) && end > at - BLOCK;
    return end > at || volume ? Math.max(end, at) + count : end;
  }
}
