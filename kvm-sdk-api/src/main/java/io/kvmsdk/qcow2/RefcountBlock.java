package io.kvmsdk.qcow2;

import java.nio.ByteBuffer;

/**
 * Reference counts as a refcount block holds them (clause "Refcount block entry"): 2^order bits
 * each, the first one of a byte in its lowest bits.
 */
final class RefcountBlock {
  private RefcountBlock() {}

  /** How many clusters a block counts the references of. */
  static int entries(int clusterBits, int order) {
    return 1 << (clusterBits + 3 - order);
  }

  /** The bytes that the first {@code entries} counts take. */
  static int length(long entries, int order) {
    return Math.toIntExact(((entries << order) + 7) >>> 3);
  }

  /** The highest count, as an unsigned number for 64 bits. */
  static long most(int order) {
    return order == 6 ? -1L : (1L << (1 << order)) - 1;
  }

  static long get(ByteBuffer block, int order, int index) {
    return switch (order) {
      case 3 -> block.get(index) & 0xffL;
      case 4 -> block.getShort(2 * index) & 0xffffL;
      case 5 -> block.getInt(4 * index) & 0xffff_ffffL;
      case 6 -> block.getLong(8 * index);
      default -> block.get(index << order >> 3) >>> shift(order, index) & most(order);
    };
  }

  static void set(ByteBuffer block, int order, int index, long count) {
    switch (order) {
      case 3 -> block.put(index, (byte) count);
      case 4 -> block.putShort(2 * index, (short) count);
      case 5 -> block.putInt(4 * index, (int) count);
      case 6 -> block.putLong(8 * index, count);
      default -> {
        int at = index << order >> 3;
        long others = block.get(at) & ~(most(order) << shift(order, index));
        block.put(at, (byte) (others | count << shift(order, index)));
      }
    }
  }

  private static int shift(int order, int index) {
    return (index << order) & 7;
  }
}
