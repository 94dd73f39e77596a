package io.kvmsdk.iso.internal.ecma119;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * A directory record (ECMA-119 9.1), kept as its bytes so that what is not understood is preserved.
 * One that was read is a part of its directory's bytes, which are never changed.
 */
public final class DirectoryRecord {
  public static final String CLAUSE = "ECMA-119 9.1";

  /** The file flags (9.1.6). */
  public static final int DIRECTORY = 0x02;

  public static final int ASSOCIATED = 0x04;
  public static final int MULTI_EXTENT = 0x80;

  /** The bytes before the identifier. */
  public static final int FIXED = 33;

  /** The length is one byte, and must be even. */
  public static final int MAX_LENGTH = 254;

  private final byte[] buffer;
  private final int at;
  private final int length;
  private final long position;

  /**
   * @param buffer holds the record, checked by {@link DirectoryExtent}; not copied
   * @param at where in the buffer it begins
   * @param position where it lies in the image, or -1 if it is new
   */
  DirectoryRecord(byte[] buffer, int at, int length, long position) {
    this.buffer = buffer;
    this.at = at;
    this.length = length;
    this.position = position;
  }

  private DirectoryRecord(byte[] bytes, long position) {
    this(bytes, 0, bytes.length, position);
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
    byte[] b = bytes();
    b[1] = 0;
    Numbers.putBoth32(b, 2, block);
    Numbers.putBoth32(b, 10, size);
    return new DirectoryRecord(b, position);
  }

  /** A copy with other flags. */
  public DirectoryRecord withFlags(int flags) {
    byte[] b = bytes();
    b[25] = (byte) flags;
    return new DirectoryRecord(b, position);
  }

  /** A copy whose byte at {@code offset} and following are {@code replacement}. */
  public DirectoryRecord withBytes(int offset, byte[] replacement) {
    byte[] b = bytes();
    System.arraycopy(replacement, 0, b, offset, replacement.length);
    return new DirectoryRecord(b, position);
  }

  /** A copy that was recorded at another time (9.1.5). */
  public DirectoryRecord withRecorded(Instant time) {
    return withBytes(18, Timestamps.toShort(time));
  }

  /** A copy with the extent and flags of another, as the sections of a file have (9.1.6). */
  public DirectoryRecord withSection(DirectoryRecord other) {
    byte[] b = bytes();
    System.arraycopy(other.buffer, other.at + 1, b, 1, 17);
    b[25] = (byte) other.flags();
    return new DirectoryRecord(b, -1);
  }

  /** A new record that differs in its identifier and its system use area. */
  public DirectoryRecord withText(byte[] identifier, byte[] systemUse) {
    byte[] recorded = Arrays.copyOfRange(buffer, at + 18, at + 18 + Timestamps.SHORT);
    byte[] b = create(identifier, flags(), recorded, systemUse).bytes();
    System.arraycopy(buffer, at + 1, b, 1, 31);
    return new DirectoryRecord(b, -1);
  }

  public int length() {
    return length;
  }

  public long position() {
    return position;
  }

  /** The first block of the data, past an extended attribute record (9.1.2, 9.1.3). */
  public long block() {
    return Numbers.le32(buffer, at + 2) + Numbers.u8(buffer, at + 1);
  }

  /** The extent's both-order fields: its block, its size, its volume (9.1.3, 9.1.4, 9.1.9). */
  public boolean ordersAgree() {
    return Numbers.agree32(buffer, at + 2)
        && Numbers.agree32(buffer, at + 10)
        && Numbers.agree16(buffer, at + 28);
  }

  /** Whether the data lies in units with gaps between them (9.1.7, 9.1.8). */
  public boolean interleaved() {
    return buffer[at + 26] != 0 || buffer[at + 27] != 0;
  }

  /** The volume of the set that holds the data, counted from 1 (9.1.9). */
  public int volumeSequence() {
    return Numbers.le16(buffer, at + 28);
  }

  /** Data length in bytes (9.1.4). */
  public long size() {
    return Numbers.le32(buffer, at + 10);
  }

  public int flags() {
    return Numbers.u8(buffer, at + 25);
  }

  /** Whether this goes with the next file of that name, as a fork of it (9.1.6, bit 2). */
  public boolean associated() {
    return (flags() & ASSOCIATED) != 0;
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
    return buffer[at + 32] == 1 && (buffer[at + FIXED] == 0 || buffer[at + FIXED] == 1);
  }

  public byte[] identifier() {
    return Arrays.copyOfRange(buffer, at + FIXED, at + FIXED + identifierLength());
  }

  /** Recording date and time (9.1.5) in its 7 bytes. */
  public byte[] recorded() {
    return Arrays.copyOfRange(buffer, at + 18, at + 18 + Timestamps.SHORT);
  }

  /** As {@link #recorded}; empty where it is not set, or is no date. */
  public Optional<Instant> recordedAt() {
    return Timestamps.readShort(buffer, at + 18);
  }

  /** The name, one character for each byte. */
  public String latin1Identifier() {
    return new String(buffer, at + FIXED, identifierLength(), StandardCharsets.ISO_8859_1);
  }

  /** What holds the record; {@link #start} tells where. Not to be written to. */
  public byte[] buffer() {
    return buffer;
  }

  /** Where in {@link #buffer} the record begins. */
  public int start() {
    return at;
  }

  /** Where in the record the system use area starts (9.1.13). */
  public int systemUseStart() {
    int identifier = identifierLength();
    return Math.min(length, FIXED + identifier + padding(identifier));
  }

  private int identifierLength() {
    return Numbers.u8(buffer, at + 32);
  }

  public byte[] systemUse() {
    return Arrays.copyOfRange(buffer, at + systemUseStart(), at + length);
  }

  /** A copy of the whole record. */
  public byte[] bytes() {
    return Arrays.copyOfRange(buffer, at, at + length);
  }

  void copyTo(byte[] target, int offset) {
    System.arraycopy(buffer, at, target, offset, length);
  }
}
