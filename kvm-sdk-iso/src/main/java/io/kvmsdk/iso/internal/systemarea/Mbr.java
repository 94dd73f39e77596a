package io.kvmsdk.iso.internal.systemarea;

import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.iso.internal.ecma119.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The master boot record: boot code that may know a boot image's address, and four partitions. */
final class Mbr {
  /** In bytes; the unit of every address here. */
  static final int SECTOR = 512;

  /** Where isohybrid and GRUB's boot_hybrid.img keep the boot image's sector. */
  private static final int BOOT_ADDRESS = 432;

  /** GRUB wants the sector after the image's first block. */
  private static final int GRUB2_SKIP = 4;

  private static final int TABLE = 446;
  private static final int ENTRY = 16;
  private static final int ENTRIES = 4;
  private static final int TYPE = 4;
  private static final int PROTECTIVE = 0xEE;
  private static final long MAX_SECTORS = 0xFFFFFFFFL;
  private static final int MAX_CYLINDER = 1023;
  private static final int EFI_SYSTEM = 0xEF;

  private final byte[] area;

  private Mbr(byte[] area) {
    this.area = area;
  }

  /**
   * Sees the first sector of the system area.
   *
   * @param area is changed by what follows
   */
  static Optional<Mbr> of(byte[] area) {
    boolean signed = (area[510] & 0xff) == 0x55 && (area[511] & 0xff) == 0xAA;
    return signed ? Optional.of(new Mbr(area)) : Optional.empty();
  }

  /** Heads and sectors by which cylinders are counted. */
  record Geometry(int heads, int sectors) {
    int cylinder() {
      return heads * sectors;
    }
  }

  private static int at(int index) {
    return TABLE + index * ENTRY;
  }

  private long start(int index) {
    return Numbers.le32(area, at(index) + 8);
  }

  private long count(int index) {
    return Numbers.le32(area, at(index) + 12);
  }

  /**
   * By how many sectors the image's length is counted: a cylinder, if the first partition ends with
   * the image and with a cylinder, as BIOSes want it of isohybrid images; or else one.
   */
  long alignment(long imageSectors) {
    Geometry g = endGeometry(0);
    boolean aligned =
        end(0) == imageSectors && g.cylinder() > 0 && imageSectors % g.cylinder() == 0;
    return aligned ? g.cylinder() : 1;
  }

  /** The geometry whose cylinders the entry's end fills. */
  private Geometry endGeometry(int index) {
    return new Geometry(
        Numbers.u8(area, at(index) + 5) + 1, Numbers.u8(area, at(index) + 6) & 0x3f);
  }

  private long end(int index) {
    return start(index) + count(index);
  }

  /** All but the entry that protects a GPT, and fillers that make a BIOS boot. */
  List<Partition> partitions() {
    List<Partition> all = new ArrayList<>();
    for (int i = 0; i < ENTRIES; i++) {
      if (count(i) > 1 && !protective(i)) {
        all.add(new Partition(start(i), end(i)));
      }
    }
    return all;
  }

  /** Makes room in the middle of the image. */
  void insert(Insertion insertion) {
    for (int i = 0; i < ENTRIES; i++) {
      if (count(i) > 0) {
        put(i, insertion.newStart(start(i)), insertion.newEnd(start(i), end(i)));
      }
    }
  }

  private boolean protective(int index) {
    return Numbers.u8(area, at(index) + TYPE) == PROTECTIVE;
  }

  /** What protects a GPT says the most it can (UEFI 2.10, table 5-4). */
  private static long most(long sectors) {
    return Math.min(MAX_SECTORS, sectors);
  }

  private static long checked(long sectors) {
    if (sectors > MAX_SECTORS) {
      throw new UnsupportedException(
          Subject.of("partition table", "MBR"),
          "its partitions cannot reach beyond 2 TiB, and the new image does",
          "Add less, or take an original with a GPT");
    }
    return sectors;
  }

  /** Gives a partition its place, in cylinders too if the old ones were so given. */
  private void put(int index, long start, long end) {
    Optional<Geometry> geometry = geometry(index);
    boolean startToo = geometry.filter(g -> matches(at(index) + 1, start(index), g)).isPresent();
    Numbers.putLe32(area, at(index) + 8, checked(start));
    Numbers.putLe32(
        area, at(index) + 12, protective(index) ? most(end - start) : checked(end - start));
    geometry.ifPresent(g -> putChs(at(index) + 5, end - 1, g));
    if (startToo) {
      putChs(at(index) + 1, start, geometry.orElseThrow());
    }
  }

  /** Lets partitions, and what protects a GPT, end with an image of another length. */
  void resize(Growth growth, long oldSectors, long newSectors) {
    for (int i = 0; i < ENTRIES; i++) {
      boolean whole = protective(i) && count(i) > 1;
      if (whole || count(i) > 0 && growth.grows(new Partition(start(i), end(i)), oldSectors)) {
        put(i, start(i), newSectors);
      }
    }
  }

  /** The geometry that explains the entry's end; empty if none does, as where it is a dummy. */
  private Optional<Geometry> geometry(int index) {
    long last = end(index) - 1;
    return List.of(
            endGeometry(index), new Geometry(64, 32), new Geometry(255, 63), new Geometry(128, 63))
        .stream()
        .filter(g -> g.cylinder() > 0 && matches(at(index) + 5, last, g))
        .findFirst();
  }

  private boolean matches(int at, long sector, Geometry g) {
    byte[] chs = chs(sector, g);
    return area[at] == chs[0] && area[at + 1] == chs[1] && area[at + 2] == chs[2];
  }

  private void putChs(int at, long sector, Geometry g) {
    System.arraycopy(chs(sector, g), 0, area, at, 3);
  }

  /** Head, sector and cylinder in three bytes; the last that can be said beyond that. */
  static byte[] chs(long sector, Geometry g) {
    long cylinder = sector / g.cylinder();
    int head = (int) (sector / g.sectors() % g.heads());
    int inTrack = (int) (sector % g.sectors()) + 1;
    if (cylinder > MAX_CYLINDER) {
      cylinder = MAX_CYLINDER;
      head = g.heads() - 1;
      inTrack = g.sectors();
    }
    return new byte[] {
      (byte) head, (byte) (inTrack | (cylinder >> 8) << 6), (byte) cylinder,
    };
  }

  /** Where EFI system partitions begin (UEFI 2.10, 5.2.2). */
  List<Long> efiPartitions() {
    return IntStream.range(0, ENTRIES)
        .filter(i -> Numbers.u8(area, at(i) + 4) == EFI_SYSTEM && count(i) > 0)
        .mapToObj(this::start)
        .toList();
  }

  /** Follows a boot image to its new place: the boot code's address, and a partition over it. */
  void move(Move move) {
    long known = Numbers.le64(area, BOOT_ADDRESS);
    if (known == move.from() || known == move.from() + GRUB2_SKIP) {
      Numbers.putLe64(area, BOOT_ADDRESS, known - move.from() + move.to());
    }
    for (int i = 0; i < ENTRIES; i++) {
      if (count(i) > 0 && move.covers(start(i), count(i))) {
        put(i, move.to(), move.to() + move.newSize(count(i)));
      }
    }
  }
}
