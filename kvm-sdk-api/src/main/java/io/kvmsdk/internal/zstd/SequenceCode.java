package io.kvmsdk.internal.zstd;

/**
 * The three numbers of a sequence: each is a code, and bits that are added to what the code stands
 * for (RFC 8878, 3.1.1.3.2.1.1). With each code, its predefined distribution (3.1.1.3.2.2).
 */
enum SequenceCode {
  LITERALS_LENGTH(9, Codes.following(0, Codes.LITERALS_LENGTH_BITS), 6, Codes.LITERALS_LENGTHS),
  OFFSET(8, Codes.powersOfTwo(), 5, Codes.OFFSETS),
  MATCH_LENGTH(9, Codes.following(3, Codes.MATCH_LENGTH_BITS), 6, Codes.MATCH_LENGTHS);

  private final int mostLog;
  private final long[] meanings;
  private final FseTable predefined;

  SequenceCode(int mostLog, long[] meanings, int log, int[] distribution) {
    this.mostLog = mostLog;
    this.meanings = meanings;
    this.predefined = new FseTable(log).of(new FseDistribution(log, distribution), meanings);
  }

  /** The greatest accuracy log of a distribution. */
  int mostLog() {
    return mostLog;
  }

  /** What each code means, as {@link FseTable#meaning}. */
  long[] meanings() {
    return meanings;
  }

  FseTable predefined() {
    return predefined;
  }

  /** The tables of the RFC, before the constants that are made of them. */
  private static final class Codes {
    static final int[] LITERALS_LENGTH_BITS = {
      0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, //
      1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16
    };
    static final int[] MATCH_LENGTH_BITS = {
      0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, //
      0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, //
      1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16
    };
    static final int[] LITERALS_LENGTHS = {
      4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, //
      2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1
    };
    static final int[] MATCH_LENGTHS = {
      1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, //
      1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, //
      1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1
    };
    static final int[] OFFSETS = {
      1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, //
      1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1
    };

    /** Each code begins where the one before it, with all its bits set, ends. */
    static long[] following(int first, int[] bits) {
      long[] meanings = new long[bits.length];
      long value = first;
      for (int code = 0; code < bits.length; code++) {
        meanings[code] = FseTable.meaning(value, bits[code]);
        value += 1L << bits[code];
      }
      return meanings;
    }

    /** An offset's code is the number of its bits; the RFC leaves the most to us. */
    static long[] powersOfTwo() {
      long[] meanings = new long[32];
      for (int code = 0; code < meanings.length; code++) {
        meanings[code] = FseTable.meaning(1L << code, code);
      }
      return meanings;
    }
  }
}
