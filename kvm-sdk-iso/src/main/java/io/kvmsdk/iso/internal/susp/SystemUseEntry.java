package io.kvmsdk.iso.internal.susp;

import io.kvmsdk.iso.internal.ecma119.Numbers;
import java.nio.charset.StandardCharsets;

/**
 * One entry (SUSP 4.1).
 *
 * @param bytes the whole entry, with its signature, length and version
 * @param position where it lies in the image
 */
public record SystemUseEntry(byte[] bytes, long position) {
  /** The bytes before the payload. */
  public static final int HEADER = 4;

  public String signature() {
    return new String(bytes, 0, 2, StandardCharsets.ISO_8859_1);
  }

  /** The both-order number at {@code at}, 0 if the entry is too short to hold it. */
  public long number(int at) {
    return bytes.length >= at + 8 ? Numbers.le32(bytes, at) : 0;
  }

  /** The byte at {@code at}, 0 if the entry is too short to hold it. */
  public int u8(int at) {
    return bytes.length > at ? Numbers.u8(bytes, at) : 0;
  }

  /** A new entry of version 1. */
  public static byte[] encode(String signature, byte[] payload) {
    byte[] b = new byte[HEADER + payload.length];
    b[0] = (byte) signature.charAt(0);
    b[1] = (byte) signature.charAt(1);
    b[2] = (byte) b.length;
    b[3] = 1;
    System.arraycopy(payload, 0, b, HEADER, payload.length);
    return b;
  }
}
