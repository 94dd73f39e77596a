package io.kvmsdk.internal.zstd;

import java.util.Arrays;

/**
 * Reads the weights that describe a Huffman tree (RFC 8878, 4.2.1), the last of which is implied.
 */
final class HuffmanWeights {
  static final int MOST_BITS = 11;

  private static final String HEADER = "4.2.1.1";
  private static final String COMPRESSED = "4.2.1.2";
  private static final int MOST_LOG = 6;

  /** The last of 256 symbols is implied. */
  private static final int MOST_WEIGHTS = 255;

  private static final long[] MEANINGS = new long[MOST_BITS + 1];

  static {
    Arrays.setAll(MEANINGS, weight -> FseTable.meaning(weight, 0));
  }

  private final byte[] weights = new byte[MOST_WEIGHTS + 1];
  private final FseTable table = new FseTable(MOST_LOG);
  private int count;
  private int bits;

  /** The weights by symbol, of which {@link #count} are in use. */
  byte[] weights() {
    return weights;
  }

  int count() {
    return count;
  }

  /** The length of the longest code, 1 to {@link #MOST_BITS}. */
  int bits() {
    return bits;
  }

  void read(Input in) throws ZstdException {
    int header = in.u8(HEADER);
    if (header >= 128) {
      readDirect(in, header - 127);
    } else {
      readCompressed(in.part(header, HEADER));
    }
    complete(in);
  }

  private void readDirect(Input in, int many) throws ZstdException {
    for (count = 0; count < many; count += 2) {
      int two = in.u8(HEADER);
      weights[count] = (byte) (two >> 4);
      weights[count + 1] = (byte) (two & 15);
    }
    count = many;
  }

  /** Two states take turns until the bits do not suffice; the other one then has the last word. */
  private void readCompressed(Input in) throws ZstdException {
    table.of(FseDistribution.read(in, MOST_LOG, MEANINGS.length), MEANINGS);
    BackwardBits stream = new BackwardBits(in, COMPRESSED);
    long[] cells = table.cells();
    long turn = cells[(int) stream.read(table.log())];
    long other = cells[(int) stream.read(table.log())];
    if (stream.overrun()) {
      throw in.fault(COMPRESSED, "the weights have no states to begin with");
    }
    count = 0;
    add(in, turn);
    while (stream.left() >= FseTable.nextBits(turn)) {
      long next = cells[FseTable.nextBaseline(turn) + (int) stream.read(FseTable.nextBits(turn))];
      stream.refill();
      turn = other;
      other = next;
      add(in, turn);
    }
    add(in, other);
  }

  private void add(Input in, long cell) throws ZstdException {
    if (count == MOST_WEIGHTS) {
      throw in.fault(COMPRESSED, "there are more than " + MOST_WEIGHTS + " weights");
    }
    weights[count++] = (byte) FseTable.value(cell);
  }

  /** Adds the last weight, which makes the sum of all a power of two. */
  private void complete(Input in) throws ZstdException {
    int sum = 0;
    for (int i = 0; i < count; i++) {
      if (weights[i] > MOST_BITS) {
        throw in.fault(HEADER, "a weight is " + weights[i]);
      }
      sum += 1 << weights[i] >> 1;
    }
    bits = Integer.SIZE - Integer.numberOfLeadingZeros(sum);
    int rest = (1 << bits) - sum;
    if (sum == 0 || bits > MOST_BITS || Integer.bitCount(rest) != 1) {
      throw in.fault("4.2.1", "the weights of a Huffman tree make no tree");
    }
    weights[count++] = (byte) (Integer.numberOfTrailingZeros(rest) + 1);
  }
}
