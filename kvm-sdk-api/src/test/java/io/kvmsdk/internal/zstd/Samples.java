package io.kvmsdk.internal.zstd;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Content of every kind that a disk holds, the same for the same seed. */
enum Samples {
  NOISE {
    @Override
    void fill(byte[] out, Random random) {
      random.nextBytes(out);
    }
  },
  /** Few letters are frequent, so that literals are worth a Huffman tree, and little repeats. */
  LETTERS {
    @Override
    void fill(byte[] out, Random random) {
      for (int i = 0; i < out.length; i++) {
        out[i] = (byte) ('a' + Math.min(25, (int) Math.abs(random.nextGaussian() * 6)));
      }
    }
  },
  /** Words of a small dictionary. */
  TEXT {
    @Override
    void fill(byte[] out, Random random) {
      byte[][] words = new byte[200][];
      Arrays.setAll(words, i -> LETTERS.bytes(1 + random.nextInt(9), random.nextInt()));
      for (int at = 0; at < out.length; ) {
        byte[] word = words[(int) (words.length * Math.pow(random.nextDouble(), 3))];
        at = put(word, out, at);
        at = put(random.nextInt(12) == 0 ? LINE : SPACE, out, at);
      }
    }
  },
  ZEROS {
    @Override
    void fill(byte[] out, Random random) {}
  },
  /** As file systems are: zeros, and records that differ a little from one another. */
  RECORDS {
    @Override
    void fill(byte[] out, Random random) {
      byte[] record = NOISE.bytes(40 + random.nextInt(100), random.nextInt());
      for (int at = 0; at < out.length; at += random.nextInt(5) == 0 ? random.nextInt(3000) : 0) {
        record[random.nextInt(record.length)] = (byte) random.nextInt(4);
        at = put(record, out, at);
      }
    }
  },
  /** One pattern again and again, as short as a byte or as long as many blocks. */
  PERIODIC {
    @Override
    void fill(byte[] out, Random random) {
      byte[] pattern = NOISE.bytes(1 + random.nextInt(1 << random.nextInt(18)), random.nextInt());
      for (int at = 0; at < out.length; ) {
        at = put(pattern, out, at);
      }
    }
  },
  /** Pieces of all the others. */
  MIXED {
    @Override
    void fill(byte[] out, Random random) {
      for (int at = 0; at < out.length; ) {
        Samples kind = values()[random.nextInt(ordinal())];
        at = put(kind.bytes(1 + random.nextInt(40_000), random.nextInt()), out, at);
      }
    }
  };

  private static final byte[] LINE = ".\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SPACE = " ".getBytes(StandardCharsets.US_ASCII);

  abstract void fill(byte[] out, Random random);

  byte[] bytes(int length, long seed) {
    byte[] out = new byte[length];
    fill(out, new Random(seed));
    return out;
  }

  private static int put(byte[] bytes, byte[] out, int at) {
    int length = Math.min(bytes.length, out.length - at);
    System.arraycopy(bytes, 0, out, at, length);
    return at + length;
  }
}
