package io.kvmsdk.internal.zstd;

/** Decodes literals from one or four Huffman-coded streams (RFC 8878, 4.2.2). */
final class HuffmanStreams {
  private static final String JUMP_TABLE = "3.1.1.3.1.6";
  private static final String STREAM = "4.2.2";

  /** Symbols between two refills: 5 times 11 bits of 57. */
  private static final int BATCH = 5;

  private final short[] cells;
  private final int bits;

  HuffmanStreams(HuffmanTable table) {
    cells = table.cells();
    bits = table.bits();
  }

  /** Decodes all of {@code in}, one stream, to the first {@code length} bytes of {@code out}. */
  void decodeOne(Input in, byte[] out, int length) throws ZstdException {
    finish(in, new BackwardBits(in, STREAM), out, 0, length);
  }

  /** Decodes all of {@code in}, four streams of a quarter each, side by side. */
  void decodeFour(Input in, byte[] out, int length) throws ZstdException {
    int quarter = (length + 3) / 4;
    if (3 * quarter > length) {
      throw in.fault("3.1.1.3.1.1", length + " literals are too few for four streams");
    }
    int size1 = (int) in.number(2, JUMP_TABLE);
    int size2 = (int) in.number(2, JUMP_TABLE);
    int size3 = (int) in.number(2, JUMP_TABLE);
    BackwardBits one = new BackwardBits(in.part(size1, JUMP_TABLE), STREAM);
    BackwardBits two = new BackwardBits(in.part(size2, JUMP_TABLE), STREAM);
    BackwardBits three = new BackwardBits(in.part(size3, JUMP_TABLE), STREAM);
    BackwardBits four = new BackwardBits(in.rest(), STREAM);
    int done = sideBySide(one, two, three, four, out, quarter, length - 3 * quarter);
    finish(in, one, out, done, quarter);
    finish(in, two, out, quarter + done, 2 * quarter);
    finish(in, three, out, 2 * quarter + done, 3 * quarter);
    finish(in, four, out, 3 * quarter + done, length);
  }

  /**
   * Four chains of loads at once, which is the speed of it; within a batch, no object is touched,
   * and a bit set at the end, where no code reaches, counts those that were shifted out. Returns
   * how many symbols each stream has given, none beyond the end of the last one.
   */
  private int sideBySide(
      BackwardBits one,
      BackwardBits two,
      BackwardBits three,
      BackwardBits four,
      byte[] out,
      int quarter,
      int last) {
    int shift = Long.SIZE - bits;
    int done = 0;
    while (done + BATCH <= last
        && one.refillsFast()
        && two.refillsFast()
        && three.refillsFast()
        && four.refillsFast()) {
      long bits1 = one.refillFast() | 1;
      long bits2 = two.refillFast() | 1;
      long bits3 = three.refillFast() | 1;
      long bits4 = four.refillFast() | 1;
      for (int end = done + BATCH; done < end; done++) {
        int cell1 = cells[(int) (bits1 >>> shift)];
        int cell2 = cells[(int) (bits2 >>> shift)];
        int cell3 = cells[(int) (bits3 >>> shift)];
        int cell4 = cells[(int) (bits4 >>> shift)];
        out[done] = (byte) cell1;
        out[quarter + done] = (byte) cell2;
        out[2 * quarter + done] = (byte) cell3;
        out[3 * quarter + done] = (byte) cell4;
        bits1 <<= cell1 >>> 8;
        bits2 <<= cell2 >>> 8;
        bits3 <<= cell3 >>> 8;
        bits4 <<= cell4 >>> 8;
      }
      one.skip(Long.numberOfTrailingZeros(bits1));
      two.skip(Long.numberOfTrailingZeros(bits2));
      three.skip(Long.numberOfTrailingZeros(bits3));
      four.skip(Long.numberOfTrailingZeros(bits4));
    }
    return done;
  }

  private void finish(Input in, BackwardBits stream, byte[] out, int from, int to)
      throws ZstdException {
    int at = from;
    for (; at + BATCH <= to && stream.refillsFast(); at += BATCH) {
      stream.refillFast();
      for (int i = 0; i < BATCH; i++) {
        out[at + i] = symbol(stream);
      }
    }
    for (; at < to && !stream.overrun(); at++) {
      stream.refill();
      out[at] = symbol(stream);
    }
    if (at < to || stream.left() != 0) {
      throw in.fault(STREAM, "a Huffman-coded stream does not end with its last literal");
    }
  }

  private byte symbol(BackwardBits stream) {
    short cell = cells[(int) stream.peek(bits)];
    stream.skip(cell >>> 8);
    return (byte) cell;
  }
}
