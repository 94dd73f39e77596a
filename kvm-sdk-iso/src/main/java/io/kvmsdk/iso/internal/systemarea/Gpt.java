package io.kvmsdk.iso.internal.systemarea;

import io.kvmsdk.iso.internal.ecma119.Numbers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/** The GUID partition table (UEFI 2.10, 5.3): a header and entries here, a copy at the end. */
final class Gpt {
  private static final int SECTOR = Mbr.SECTOR;
  private static final int BLOCK_SECTORS = 4;
  private static final int MIN_HEADER = 92;
  private static final int MIN_ENTRY = 128;
  private static final byte[] SIGNATURE = "EFI PART".getBytes(StandardCharsets.US_ASCII);

  /** Offsets in the header (UEFI 2.10, table 5-5). */
  private static final int HEADER_CRC = 16;

  private static final int MY_LBA = 24;
  private static final int OTHER_LBA = 32;
  private static final int LAST_USABLE = 48;
  private static final int ENTRIES_LBA = 72;
  private static final int ENTRIES_CRC = 88;

  /** Offsets in an entry (table 5-6). */
  private static final int FIRST_LBA = 32;

  private static final int LAST_LBA = 40;

  /** C12A7328-F81F-11D2-BA4B-00A0C93EC93B, as it is recorded (table 5-7). */
  private static final byte[] EFI_SYSTEM =
      HexFormat.of().parseHex("28732ac11ff8d211ba4b00a0c93ec93b");

  private final byte[] area;
  private final int headerSize;
  private final int entries;
  private final int count;
  private final int entrySize;

  private Gpt(byte[] area) {
    this.area = area;
    this.headerSize = (int) Numbers.le32(area, SECTOR + 12);
    this.entries = (int) Numbers.le64(area, SECTOR + ENTRIES_LBA) * SECTOR;
    this.count = (int) Numbers.le32(area, SECTOR + 80);
    this.entrySize = (int) Numbers.le32(area, SECTOR + 84);
  }

  /**
   * Sees the table of a system area. One that is not sound, or whose entries are not all in the
   * area, is of no use to any firmware, and left alone.
   *
   * @param area is changed by what follows
   */
  static Optional<Gpt> of(byte[] area) {
    boolean signed =
        Arrays.equals(area, SECTOR, SECTOR + SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length);
    return signed && plausible(area)
        ? Optional.of(new Gpt(area)).filter(Gpt::sound)
        : Optional.empty();
  }

  private static boolean plausible(byte[] area) {
    long header = Numbers.le32(area, SECTOR + 12);
    long lba = Numbers.le64(area, SECTOR + ENTRIES_LBA);
    long number = Numbers.le32(area, SECTOR + 80);
    long size = Numbers.le32(area, SECTOR + 84);
    return header >= MIN_HEADER
        && header <= SECTOR
        && size >= MIN_ENTRY
        && size <= SECTOR
        && lba >= 2
        && lba < area.length / SECTOR
        && number > 0
        && number <= area.length / size
        && lba * SECTOR + number * size <= area.length;
  }

  private boolean sound() {
    return Numbers.le32(area, SECTOR + HEADER_CRC) == headerCrc(header())
        && Numbers.le32(area, SECTOR + ENTRIES_CRC) == entriesCrc();
  }

  private byte[] header() {
    return Arrays.copyOfRange(area, SECTOR, SECTOR + headerSize);
  }

  private static long headerCrc(byte[] header) {
    byte[] blank = header.clone();
    Numbers.putLe32(blank, HEADER_CRC, 0);
    return crc(blank, 0, blank.length);
  }

  private long entriesCrc() {
    return crc(area, entries, count * entrySize);
  }

  private static long crc(byte[] bytes, int from, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, from, length);
    return crc.getValue();
  }

  private int entrySectors() {
    return (count * entrySize + SECTOR - 1) / SECTOR;
  }

  /** How many sectors the copy at the end of the image takes. */
  int backupSectors() {
    return entrySectors() + 1;
  }

  /** Lets the table, and the partition that ended with it, end with an image of another length. */
  void resize(long newSectors) {
    long delta = newSectors - 1 - Numbers.le64(area, SECTOR + OTHER_LBA);
    long lastUsable = Numbers.le64(area, SECTOR + LAST_USABLE);
    for (int i = 0; i < count; i++) {
      int at = entries + i * entrySize;
      long last = Numbers.le64(area, at + LAST_LBA);
      boolean used = last > 0 && last >= Numbers.le64(area, at + FIRST_LBA);
      if (used && last <= lastUsable && last > lastUsable - BLOCK_SECTORS) {
        Numbers.putLe64(area, at + LAST_LBA, last + delta);
      }
    }
    Numbers.putLe64(area, SECTOR + OTHER_LBA, newSectors - 1);
    Numbers.putLe64(area, SECTOR + LAST_USABLE, lastUsable + delta);
  }

  /** Where EFI system partitions begin. */
  List<Long> efiPartitions() {
    return IntStream.range(0, count)
        .map(i -> entries + i * entrySize)
        .filter(at -> Arrays.equals(area, at, at + 16, EFI_SYSTEM, 0, 16))
        .mapToObj(at -> Numbers.le64(area, at + FIRST_LBA))
        .toList();
  }

  /** Follows a boot image to its new place. */
  void move(Move move) {
    for (int i = 0; i < count; i++) {
      int at = entries + i * entrySize;
      long first = Numbers.le64(area, at + FIRST_LBA);
      long length = Numbers.le64(area, at + LAST_LBA) - first + 1;
      if (move.covers(first, length)) {
        Numbers.putLe64(area, at + FIRST_LBA, move.to());
        Numbers.putLe64(area, at + LAST_LBA, move.to() + move.newSize(length) - 1);
      }
    }
  }

  /** Brings the checksums up to date. */
  void seal() {
    Numbers.putLe32(area, SECTOR + ENTRIES_CRC, entriesCrc());
    Numbers.putLe32(area, SECTOR + HEADER_CRC, headerCrc(header()));
  }

  /** The bytes for the last {@link #backupSectors} sectors of the image, after {@link #seal}. */
  byte[] backup() {
    byte[] header = header();
    long last = Numbers.le64(header, OTHER_LBA);
    Numbers.putLe64(header, OTHER_LBA, Numbers.le64(header, MY_LBA));
    Numbers.putLe64(header, MY_LBA, last);
    Numbers.putLe64(header, ENTRIES_LBA, last - entrySectors());
    Numbers.putLe32(header, HEADER_CRC, headerCrc(header));
    byte[] backup = new byte[backupSectors() * SECTOR];
    System.arraycopy(area, entries, backup, 0, count * entrySize);
    System.arraycopy(header, 0, backup, entrySectors() * SECTOR, header.length);
    return backup;
  }
}
