package io.kvmsdk.internal.zstd;

import java.util.Arrays;

/**
 * A Huffman tree for decoding (RFC 8878, 4.2.1.3): for any bits that may come, the symbol in the
 * low byte and the length of its code in the high one.
 */
final class HuffmanTable {
  private final HuffmanWeights weights = new HuffmanWeights();
  private final short[] cells = new short[1 << HuffmanWeights.MOST_BITS];
  private int bits;

  /** Forgets the tree. */
  void reset() {
    bits = 0;
  }

  boolean isEmpty() {
    return bits == 0;
  }

  /** The length of the longest code. */
  int bits() {
    return bits;
  }

  short[] cells() {
    return cells;
  }

  void read(Input in) throws ZstdException {
    weights.read(in);
    bits = weights.bits();
    int next = 0;
    for (int weight = 1; weight <= bits; weight++) {
      next = fill(weight, next);
    }
  }

  /** Codes go to the symbols in the order of their weights, then of their values. */
  private int fill(int weight, int from) {
    int length = 1 << weight - 1;
    int next = from;
    for (int symbol = 0; symbol < weights.count(); symbol++) {
      if (weights.weights()[symbol] == weight) {
        short cell = (short) (bits + 1 - weight << 8 | symbol);
        Arrays.fill(cells, next, next + length, cell);
        next += length;
      }
    }
    return next;
  }
}
