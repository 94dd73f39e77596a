package io.kvmsdk.internal.zstd;

import java.util.Arrays;

/**
 * How often each symbol occurs among 2^log states (RFC 8878, 4.1.1).
 *
 * @param counts by symbol; -1 for "less than one", which has one state
 */
record FseDistribution(int log, int[] counts) {
  private static final String SECTION = "4.1.1";

  /**
   * Reads a distribution and no byte more.
   *
   * @param mostLog the greatest log allowed, at most 9
   * @param symbols how many symbols there are at most
   */
  static FseDistribution read(Input in, int mostLog, int symbols) throws ZstdException {
    ForwardBits bits = new ForwardBits(in);
    int log = bits.read(4) + 5;
    if (log > mostLog) {
      throw in.fault(SECTION, "an accuracy log is " + log + "; " + mostLog + " is the most");
    }
    int[] counts = counts(in, bits, 1 << log, symbols);
    in.skip(bits.bytesRead(), SECTION);
    return new FseDistribution(log, counts);
  }

  private static int[] counts(Input in, ForwardBits bits, int states, int symbols)
      throws ZstdException {
    int[] counts = new int[symbols];
    int symbol = 0;
    for (int left = states; left > 0; ) {
      if (symbol >= symbols) {
        throw in.fault(SECTION, "a distribution has more than " + symbols + " symbols");
      }
      int count = bits.readUpTo(left + 1) - 1;
      counts[symbol++] = count;
      left -= Math.abs(count);
      if (count == 0) {
        symbol = skipZeros(bits, symbol, symbols);
      }
    }
    return Arrays.copyOf(counts, symbol);
  }

  /** Two bits tell how many more symbols do not occur; three of them, that two more bits follow. */
  private static int skipZeros(ForwardBits bits, int symbol, int symbols) {
    int zeros = 3;
    int next = symbol;
    while (zeros == 3 && next < symbols) {
      zeros = bits.read(2);
      next += zeros;
    }
    return next;
  }
}
