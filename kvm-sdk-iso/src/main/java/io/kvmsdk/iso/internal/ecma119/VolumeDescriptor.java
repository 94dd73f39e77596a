package io.kvmsdk.iso.internal.ecma119;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * A volume descriptor (ECMA-119 8): one block. Primary and supplementary ones have the same layout.
 */
public final class VolumeDescriptor {
  /** What a descriptor describes. */
  public enum Kind {
    BOOT_RECORD,
    PRIMARY,
    JOLIET,
    /** ISO 9660:1999, which calls it enhanced. */
    ENHANCED,
    /** Supplementary descriptors with an unknown character set. */
    SUPPLEMENTARY,
    TERMINATOR,
    OTHER
  }

  /** Offsets that a patch writes to (8.4). */
  public static final int VOLUME_SIZE = 80;

  public static final int PATH_TABLE_SIZE = 132;
  public static final int ROOT_RECORD = 156;
  public static final int APPLICATION_USE = 883;
  public static final int APPLICATION_USE_LENGTH = 512;

  private static final int ROOT_RECORD_LENGTH = 34;

  private final byte[] bytes;
  private final long block;

  VolumeDescriptor(byte[] bytes, long block) {
    this.bytes = bytes;
    this.block = block;
  }

  public long block() {
    return block;
  }

  /** Where the descriptor begins in the image, in bytes. */
  public long position() {
    return block * ImageBytes.BLOCK;
  }

  public Kind kind() {
    return switch (Numbers.u8(bytes, 0)) {
      case 0 -> Kind.BOOT_RECORD;
      case 1 -> Kind.PRIMARY;
      case 2 -> supplementary();
      case 255 -> Kind.TERMINATOR;
      default -> Kind.OTHER;
    };
  }

  /** Version 2 in 8.5.2 is that of ISO 9660:1999. */
  private Kind supplementary() {
    if (bytes[6] == 2) {
      return Kind.ENHANCED;
    }
    return joliet() ? Kind.JOLIET : Kind.SUPPLEMENTARY;
  }

  /** The escape sequences of UCS-2 levels 1 to 3 in 8.5.6. */
  private boolean joliet() {
    return bytes[88] == '%'
        && bytes[89] == '/'
        && (bytes[90] == '@' || bytes[90] == 'C' || bytes[90] == 'E');
  }

  /** Volume identifier (8.4.6), without the padding. */
  public String volumeId() {
    return new String(
            bytes,
            40,
            32,
            kind() == Kind.JOLIET ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_8)
        .replace('\0', ' ')
        .strip();
  }

  /** Boot system identifier (8.2.3). */
  public String bootSystem() {
    return new String(bytes, 7, 32, StandardCharsets.ISO_8859_1).replace('\0', ' ').strip();
  }

  /** The number of blocks of the volume (8.4.8). */
  public long volumeSize() {
    return Numbers.le32(bytes, VOLUME_SIZE);
  }

  /** How many volumes the set has (8.4.10). */
  public int volumeSetSize() {
    return Numbers.le16(bytes, 120);
  }

  /** Which volume of the set this is, counted from 1 (8.4.11). */
  public int volumeSequence() {
    return Numbers.le16(bytes, 124);
  }

  /** Whether the fields that are recorded in both byte orders say the same twice. */
  public boolean ordersAgree() {
    return Numbers.agree32(bytes, VOLUME_SIZE)
        && Numbers.agree16(bytes, 120)
        && Numbers.agree16(bytes, 124)
        && Numbers.agree16(bytes, 128)
        && Numbers.agree32(bytes, PATH_TABLE_SIZE)
        && root().ordersAgree();
  }

  public int blockSize() {
    return Numbers.le16(bytes, 128);
  }

  public long pathTableSize() {
    return Numbers.le32(bytes, PATH_TABLE_SIZE);
  }

  /** Where the little-endian path table and its optional copy begin; 0 if absent (8.4.14). */
  public long pathTableL(boolean copy) {
    return Numbers.le32(bytes, copy ? 144 : 140);
  }

  /** Where the big-endian path table and its optional copy begin; 0 if absent (8.4.16). */
  public long pathTableM(boolean copy) {
    return Numbers.be32(bytes, copy ? 152 : 148);
  }

  public DirectoryRecord root() {
    return new DirectoryRecord(bytes, ROOT_RECORD, ROOT_RECORD_LENGTH, position() + ROOT_RECORD);
  }

  /** Creation date (8.4.26). */
  public Optional<Instant> created() {
    return Timestamps.readLong(bytes, 813);
  }

  /** Modification date (8.4.27), or else the creation date. */
  public Optional<Instant> modified() {
    return Timestamps.readLong(bytes, 830).or(this::created);
  }

  public byte[] applicationUse() {
    return Arrays.copyOfRange(bytes, APPLICATION_USE, APPLICATION_USE + APPLICATION_USE_LENGTH);
  }

  /** The boot system use of an El Torito record: the block of the boot catalog. */
  public long bootCatalog() {
    return Numbers.le32(bytes, 71);
  }
}
