package io.kvmsdk.iso.internal.susp;

import io.kvmsdk.iso.internal.ecma119.Numbers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One entry (SUSP 4.1): its signature, length, version and payload. */
public final class SystemUseEntry {
  /** The bytes before the payload. */
  public static final int HEADER = 4;

  private final byte[] area;
  private final int start;
  private final int length;
  private final long position;

  /**
   * @param area holds the entry, and is never changed
   * @param position where the entry lies in the image
   */
  SystemUseEntry(byte[] area, int start, int length, long position) {
    this.area = area;
    this.start = start;
    this.length = length;
    this.position = position;
  }

  /** An entry that is not in an image yet. */
  public static SystemUseEntry made(byte[] bytes) {
    return new SystemUseEntry(bytes, 0, bytes.length, -1);
  }

  /** A copy of the whole entry. */
  public byte[] bytes() {
    return Arrays.copyOfRange(area, start, start + length);
  }

  /** Of the whole entry, in bytes. */
  public int length() {
    return length;
  }

  /** Where the entry lies in the image. */
  public long position() {
    return position;
  }

  public String signature() {
    return new String(area, start, 2, StandardCharsets.ISO_8859_1);
  }

  /** The signature as a number, its first letter the high byte: {@code 'N' << 8 | 'M'}. */
  public int code() {
    return Numbers.u8(area, start) << 8 | Numbers.u8(area, start + 1);
  }

  /** The both-order number at {@code at}, 0 if the entry is too short to hold it. */
  public long number(int at) {
    return length >= at + 8 ? Numbers.le32(area, start + at) : 0;
  }

  /** The little-endian 64-bit number at {@code at}, 0 if the entry is too short to hold it. */
  public long number64(int at) {
    return length >= at + 8 ? Numbers.le64(area, start + at) : 0;
  }

  /** The byte at {@code at}, 0 if the entry is too short to hold it. */
  public int u8(int at) {
    return length > at ? Numbers.u8(area, start + at) : 0;
  }

  /** What holds the entry; {@link #start} tells where. Not to be written to. */
  public byte[] area() {
    return area;
  }

  /** Where in {@link #area} the entry begins. */
  public int start() {
    return start;
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
