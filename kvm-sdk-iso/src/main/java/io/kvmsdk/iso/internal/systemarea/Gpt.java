package io.kvmsdk.iso.internal.systemarea;

import io.kvmsdk.iso.internal.ecma119.Numbers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/** The GUID partition table (UEFI 2.10, 5.3): a header and entries here, a copy at the end. */
final class Gpt {
  private static final int SECTOR = Mbr.SECTOR;
  private static final int MIN_HEADER = 92;
  private static final int MIN_ENTRY = 128;
  private static final int GUID = 16;
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
    return signed(area) && plausible(area)
        ? Optional.of(new Gpt(area)).filter(Gpt::sound)
        : Optional.empty();
  }

  /** Whether there is a table at all. */
  static boolean signed(byte[] area) {
    return Arrays.equals(area, SECTOR, SECTOR + SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length);
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

  private int at(int index) {
    return entries + index * entrySize;
  }

  /** An entry is in use unless its type is zero (table 5-6). */
  private boolean used(int index) {
    int at = at(index);
    return !Arrays.equals(area, at, at + GUID, new byte[GUID], 0, GUID);
  }

  private Partition partition(int index) {
    return new Partition(
        Numbers.le64(area, at(index) + FIRST_LBA), Numbers.le64(area, at(index) + LAST_LBA) + 1);
  }

  private void put(int index, long start, long end) {
    Numbers.putLe64(area, at(index) + FIRST_LBA, start);
    Numbers.putLe64(area, at(index) + LAST_LBA, end - 1);
  }

  List<Partition> partitions() {
    List<Partition> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (used(i)) {
        all.add(partition(i));
      }
    }
    return all;
  }

  /** Makes room in the middle of the image. */
  void insert(Insertion insertion, long newSectors) {
    for (int i = 0; i < count; i++) {
      if (used(i)) {
        Partition p = partition(i);
        put(i, insertion.newStart(p.start()), insertion.newEnd(p.start(), p.end()));
      }
    }
    endWith(newSectors);
  }

  /** Lets the table, and the partitions that ended with it, end with an image of another length. */
  void resize(Growth growth, long newSectors) {
    long oldEnd = Numbers.le64(area, SECTOR + LAST_USABLE) + 1;
    long delta = endWith(newSectors);
    for (int i = 0; i < count; i++) {
      Partition p = partition(i);
      if (used(i) && growth.grows(p, oldEnd)) {
        long end = Growth.ended(p, oldEnd) ? p.end() + delta : oldEnd + delta;
        put(i, p.start(), end);
      }
    }
  }

  /** Where EFI system partitions begin. */
  List<Long> efiPartitions() {
    return IntStream.range(0, count)
        .map(i -> entries + i * entrySize)
        .filter(at -> Arrays.equals(area, at, at + 16, EFI_SYSTEM, 0, 16))
        .mapToObj(at -> Numbers.le64(area, at + FIRST_LBA))
        .toList();
  }

  /** Puts the copy at the end of an image of another length; gives by how much it moves. */
  private long endWith(long newSectors) {
    long delta = newSectors - 1 - Numbers.le64(area, SECTOR + OTHER_LBA);
    long lastUsable = Numbers.le64(area, SECTOR + LAST_USABLE);
    Numbers.putLe64(area, SECTOR + OTHER_LBA, newSectors - 1);
    Numbers.putLe64(area, SECTOR + LAST_USABLE, lastUsable + delta);
    return delta;
  }

  /**
   * Follows a boot image to its new place. A partition behind the old one, which has grown over the
   * new one, ends before it: what did not overlap still does not.
   */
  void move(Move move) {
    for (int i = 0; i < count; i++) {
      Partition p = partition(i);
      if (used(i) && move.covers(p.start(), p.end() - p.start())) {
        put(i, move.to(), move.to() + move.newSize(p.end() - p.start()));
      } else if (used(i) && p.start() > move.from() && p.start() < move.to()) {
        put(i, p.start(), Math.min(p.end(), move.to()));
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
