package io.kvmsdk.iso.internal.susp;

import io.kvmsdk.iso.internal.ecma119.Numbers;
import java.nio.charset.StandardCharsets;

/** One entry (SUSP 4.1): its signature, length, version and payload. */
public final class SystemUseEntry {
  /** The bytes before the payload. */
  public static final int HEADER = 4;

  private final byte[] bytes;
  private final long position;

  SystemUseEntry(byte[] bytes, long position) {
    this.bytes = bytes;
    this.position = position;
  }

  /** An entry that is not in an image yet. */
  public static SystemUseEntry made(byte[] bytes) {
    return new SystemUseEntry(bytes, -1);
  }

  /** The whole entry. */
  public byte[] bytes() {
    return bytes;
  }

  /** Where the entry lies in the image. */
  public long position() {
    return position;
  }

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
