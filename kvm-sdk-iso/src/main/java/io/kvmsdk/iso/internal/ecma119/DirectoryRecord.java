package io.kvmsdk.iso.internal.ecma119;

import java.time.Instant;
import java.util.Arrays;

/**
 * A directory record (ECMA-119 9.1), kept as its bytes so that what is not understood is preserved.
 */
public final class DirectoryRecord {
  public static final String CLAUSE = "ECMA-119 9.1";

  /** The file flags (9.1.6). */
  public static final int DIRECTORY = 0x02;

  public static final int MULTI_EXTENT = 0x80;

  /** The bytes before the identifier. */
  public static final int FIXED = 33;

  /** The length is one byte, and must be even. */
  public static final int MAX_LENGTH = 254;

  private final byte[] bytes;
  private final long position;

  /**
   * @param bytes the whole record, checked by {@link DirectoryExtent}; not copied
   * @param position where it lies in the image, or -1 if it is new
   */
  DirectoryRecord(byte[] bytes, long position) {
    this.bytes = bytes;
    this.position = position;
  }

  /** A new record of extent 0 and size 0. */
  public static DirectoryRecord create(
      byte[] identifier, int flags, byte[] recorded, byte[] systemUse) {
    int area = FIXED + identifier.length + padding(identifier.length);
    byte[] b = new byte[(area + systemUse.length + 1) & ~1];
    if (b.length > MAX_LENGTH) {
      throw new IllegalArgumentException("a directory record of " + b.length + " bytes");
    }
    b[0] = (byte) b.length;
    System.arraycopy(recorded, 0, b, 18, Timestamps.SHORT);
    b[25] = (byte) flags;
    Numbers.putBoth16(b, 28, 1);
    b[32] = (byte) identifier.length;
    System.arraycopy(identifier, 0, b, FIXED, identifier.length);
    System.arraycopy(systemUse, 0, b, area, systemUse.length);
    return new DirectoryRecord(b, -1);
  }

  /** How many bytes are left for system use beside an identifier of this length. */
  public static int systemUseRoom(int identifierLength) {
    return MAX_LENGTH - FIXED - identifierLength - padding(identifierLength);
  }

  private static int padding(int identifierLength) {
    return 1 - identifierLength % 2;
  }

  /** A copy with another extent, in the tree's own terms, and no extended attribute record. */
  public DirectoryRecord withExtent(long block, long size) {
    byte[] b = bytes.clone();
    b[1] = 0;
    Numbers.putBoth32(b, 2, block);
    Numbers.putBoth32(b, 10, size);
    return new DirectoryRecord(b, position);
  }

  /** A copy with other flags. */
  public DirectoryRecord withFlags(int flags) {
    byte[] b = bytes.clone();
    b[25] = (byte) flags;
    return new DirectoryRecord(b, position);
  }

  /** A copy whose byte at {@code at} and following are {@code replacement}. */
  public DirectoryRecord withBytes(int at, byte[] replacement) {
    byte[] b = bytes.clone();
    System.arraycopy(replacement, 0, b, at, replacement.length);
    return new DirectoryRecord(b, position);
  }

  /** A copy that was recorded at another time (9.1.5). */
  public DirectoryRecord withRecorded(Instant time) {
    return withBytes(18, Timestamps.toShort(time));
  }

  /** A copy with the extent and flags of another, as the sections of a file have (9.1.6). */
  public DirectoryRecord withSection(DirectoryRecord other) {
    byte[] b = bytes.clone();
    System.arraycopy(other.bytes, 1, b, 1, 17);
    b[25] = other.bytes[25];
    return new DirectoryRecord(b, -1);
  }

  /** A new record that differs in its identifier and its system use area. */
  public DirectoryRecord withText(byte[] identifier, byte[] systemUse) {
    byte[] recorded = Arrays.copyOfRange(bytes, 18, 18 + Timestamps.SHORT);
    byte[] b = create(identifier, flags(), recorded, systemUse).bytes;
    System.arraycopy(bytes, 1, b, 1, 31);
    return new DirectoryRecord(b, -1);
  }

  public int length() {
    return bytes.length;
  }

  public long position() {
    return position;
  }

  /** The first block of the data, past an extended attribute record (9.1.2, 9.1.3). */
  public long block() {
    return Numbers.le32(bytes, 2) + Numbers.u8(bytes, 1);
  }

  /** Data length in bytes (9.1.4). */
  public long size() {
    return Numbers.le32(bytes, 10);
  }

  public int flags() {
    return Numbers.u8(bytes, 25);
  }

  public boolean directory() {
    return (flags() & DIRECTORY) != 0;
  }

  /** Whether a further record continues this file (9.1.6, bit 7). */
  public boolean continued() {
    return (flags() & MULTI_EXTENT) != 0;
  }

  /** Whether this is the record of the directory itself or of its parent (6.8.2.2). */
  public boolean dot() {
    return bytes[32] == 1 && (bytes[FIXED] == 0 || bytes[FIXED] == 1);
  }

  public byte[] identifier() {
    return Arrays.copyOfRange(bytes, FIXED, FIXED + Numbers.u8(bytes, 32));
  }

  /** Recording date and time (9.1.5) in its 7 bytes. */
  public byte[] recorded() {
    return Arrays.copyOfRange(bytes, 18, 18 + Timestamps.SHORT);
  }

  /** Where in the record the system use area starts (9.1.13). */
  public int systemUseStart() {
    int identifier = Numbers.u8(bytes, 32);
    return Math.min(bytes.length, FIXED + identifier + padding(identifier));
  }

  public byte[] systemUse() {
    return Arrays.copyOfRange(bytes, systemUseStart(), bytes.length);
  }

  /** A copy of the whole record. */
  public byte[] bytes() {
    return bytes.clone();
  }

  void copyTo(byte[] target, int at) {
    System.arraycopy(bytes, 0, target, at, bytes.length);
  }
}
