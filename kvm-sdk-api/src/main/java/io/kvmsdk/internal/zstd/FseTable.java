package io.kvmsdk.internal.zstd;

/**
 * A decoding table of FSE (RFC 8878, 4.1): for each state, what its symbol means and how the next
 * state is found. A cell holds all of it in one long, as one load is quicker than four: 32 bits of
 * value, 8 that count the bits to be read and added to it, 8 that count the bits of the next state,
 * and 16 of that state's baseline.
 */
final class FseTable {
  private static final int EXTRA_BITS = 32;
  private static final int NEXT_BITS = 40;
  private static final int NEXT_BASELINE = 48;

  private final long[] cells;
  private int log;

  /** A table for at most 2^mostLog states. */
  FseTable(int mostLog) {
    cells = new long[1 << mostLog];
  }

  /** What a symbol means: {@code value}, to which {@code extraBits} are to be added. */
  static long meaning(long value, int extraBits) {
    return value | (long) extraBits << EXTRA_BITS;
  }

  static long value(long cell) {
    return cell & 0xffffffffL;
  }

  static int extraBits(long cell) {
    return (int) (cell >>> EXTRA_BITS) & 0xff;
  }

  static int nextBits(long cell) {
    return (int) (cell >>> NEXT_BITS) & 0xff;
  }

  static int nextBaseline(long cell) {
    return (int) (cell >>> NEXT_BASELINE);
  }

  /** The bits that the first state has. */
  int log() {
    return log;
  }

  /** The cells by state, of which 2^log are in use. */
  long[] cells() {
    return cells;
  }

  /** Makes this the table of one symbol that takes no bits (RLE_Mode). */
  FseTable ofOne(long meaning) {
    log = 0;
    cells[0] = meaning;
    return this;
  }

  /** Makes this the table of {@code distribution}, whose symbols mean {@code meanings}. */
  FseTable of(FseDistribution distribution, long[] meanings) {
    log = distribution.log();
    spread(distribution.counts());
    number(distribution.counts(), meanings);
    return this;
  }

  /** Gives each state its symbol: those less than one at the end, the others spread evenly. */
  private void spread(int[] counts) {
    int size = 1 << log;
    int top = size;
    for (int symbol = 0; symbol < counts.length; symbol++) {
      if (counts[symbol] == -1) {
        cells[--top] = symbol;
      }
    }
    int state = 0;
    for (int symbol = 0; symbol < counts.length; symbol++) {
      for (int i = 0; i < counts[symbol]; i++) {
        cells[state] = symbol;
        do {
          state = (state + (size >> 1) + (size >> 3) + 3) & (size - 1);
        } while (state >= top);
      }
    }
  }

  /** The lower states of a symbol take one bit more than the higher ones. */
  private void number(int[] counts, long[] meanings) {
    int[] order = counts.clone();
    for (int state = 0; state < 1 << log; state++) {
      int symbol = (int) cells[state];
      int n = counts[symbol] == -1 ? 1 : order[symbol]++;
      int bits = log - (Integer.SIZE - 1 - Integer.numberOfLeadingZeros(n));
      int baseline = (n << bits) - (1 << log);
      cells[state] = meanings[symbol] | (long) bits << NEXT_BITS | (long) baseline << NEXT_BASELINE;
    }
  }
}
