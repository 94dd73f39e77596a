package io.kvmsdk.iso.internal.ecma119;

/**
 * The numerical fields of ECMA-119 clause 7. A both-byte-order field is read in its little-endian
 * half, as Linux and Windows do, and written in both.
 */
public final class Numbers {
  private Numbers() {}

  /** An 8-bit number (7.1.1). */
  public static int u8(byte[] b, int at) {
    return b[at] & 0xff;
  }

  /** A little-endian 16-bit number (7.2.1), also the first half of a both-order one (7.2.3). */
  public static int le16(byte[] b, int at) {
    return u8(b, at) | u8(b, at + 1) << 8;
  }

  /** A little-endian 32-bit number (7.3.1), also the first half of a both-order one (7.3.3). */
  public static long le32(byte[] b, int at) {
    return le16(b, at) | (long) le16(b, at + 2) << 16;
  }

  /** A little-endian 64-bit number, as GPT has. */
  public static long le64(byte[] b, int at) {
    return le32(b, at) | le32(b, at + 4) << 32;
  }

  /** A big-endian 32-bit number (7.3.2). */
  public static long be32(byte[] b, int at) {
    return Integer.toUnsignedLong(Integer.reverseBytes((int) le32(b, at)));
  }

  /** Whether a both-order 16-bit number (7.2.3) says the same twice. */
  public static boolean agree16(byte[] b, int at) {
    return b[at] == b[at + 3] && b[at + 1] == b[at + 2];
  }

  /** Whether a both-order 32-bit number (7.3.3) says the same twice. */
  public static boolean agree32(byte[] b, int at) {
    return le32(b, at) == be32(b, at + 4);
  }

  public static void putLe16(byte[] b, int at, int value) {
    b[at] = (byte) value;
    b[at + 1] = (byte) (value >>> 8);
  }

  public static void putLe32(byte[] b, int at, long value) {
    putLe16(b, at, (int) value);
    putLe16(b, at + 2, (int) (value >>> 16));
  }

  public static void putLe64(byte[] b, int at, long value) {
    putLe32(b, at, value);
    putLe32(b, at + 4, value >>> 32);
  }

  public static void putBe16(byte[] b, int at, int value) {
    b[at] = (byte) (value >>> 8);
    b[at + 1] = (byte) value;
  }

  public static void putBe32(byte[] b, int at, long value) {
    putBe16(b, at, (int) (value >>> 16));
    putBe16(b, at + 2, (int) value);
  }

  /** Four bytes in all (7.2.3). */
  public static void putBoth16(byte[] b, int at, int value) {
    putLe16(b, at, value);
    putBe16(b, at + 2, value);
  }

  /** Eight bytes in all (7.3.3). */
  public static void putBoth32(byte[] b, int at, long value) {
    putLe32(b, at, value);
    putBe32(b, at + 4, value);
  }
}
