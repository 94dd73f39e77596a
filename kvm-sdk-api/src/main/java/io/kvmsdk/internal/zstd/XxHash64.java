package io.kvmsdk.internal.zstd;

/** The hash of a frame's content: XXH64 with seed 0 (RFC 8878, 3.1.1; xxHash specification). */
final class XxHash64 {
  private static final long PRIME1 = 0x9E3779B185EBCA87L;
  private static final long PRIME2 = 0xC2B2AE3D27D4EB4FL;
  private static final long PRIME3 = 0x165667B19E3779F9L;
  private static final long PRIME4 = 0x85EBCA77C2B2AE63L;
  private static final long PRIME5 = 0x27D4EB2F165667C5L;
  private static final int STRIPE = 32;

  private XxHash64() {}

  static long of(byte[] bytes, int from, int length) {
    int end = from + length;
    int tail = from + (length & -STRIPE);
    long hash = (length < STRIPE ? PRIME5 : stripes(bytes, from, tail)) + length;
    int at = tail;
    for (; at + 8 <= end; at += 8) {
      hash = Long.rotateLeft(hash ^ round(0, LittleEndian.longAt(bytes, at)), 27) * PRIME1 + PRIME4;
    }
    if (at + 4 <= end) {
      hash = Long.rotateLeft(hash ^ intAt(bytes, at) * PRIME1, 23) * PRIME2 + PRIME3;
      at += 4;
    }
    for (; at < end; at++) {
      hash = Long.rotateLeft(hash ^ (bytes[at] & 0xffL) * PRIME5, 11) * PRIME1;
    }
    return avalanche(hash);
  }

  private static long stripes(byte[] bytes, int from, int to) {
    long a = 0x60EA27EEADC0B5D6L; // PRIME1 + PRIME2
    long b = PRIME2;
    long c = 0;
    long d = -PRIME1;
    for (int at = from; at < to; at += STRIPE) {
      a = round(a, LittleEndian.longAt(bytes, at));
      b = round(b, LittleEndian.longAt(bytes, at + 8));
      c = round(c, LittleEndian.longAt(bytes, at + 16));
      d = round(d, LittleEndian.longAt(bytes, at + 24));
    }
    long hash =
        Long.rotateLeft(a, 1)
            + Long.rotateLeft(b, 7)
            + Long.rotateLeft(c, 12)
            + Long.rotateLeft(d, 18);
    return merge(merge(merge(merge(hash, a), b), c), d);
  }

  private static long round(long lane, long input) {
    return Long.rotateLeft(lane + input * PRIME2, 31) * PRIME1;
  }

  private static long merge(long hash, long lane) {
    return (hash ^ round(0, lane)) * PRIME1 + PRIME4;
  }

  private static long intAt(byte[] bytes, int at) {
    return bytes[at] & 0xffL
        | (bytes[at + 1] & 0xffL) << 8
        | (bytes[at + 2] & 0xffL) << 16
        | (bytes[at + 3] & 0xffL) << 24;
  }

  private static long avalanche(long hash) {
    long mixed = (hash ^ hash >>> 33) * PRIME2;
    mixed = (mixed ^ mixed >>> 29) * PRIME3;
    return mixed ^ mixed >>> 32;
  }
}
