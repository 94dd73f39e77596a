package io.kvmsdk.iso.internal.eltorito;

import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.ecma119.Numbers;
import io.kvmsdk.iso.internal.ecma119.VolumeDescriptor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The boot catalog (El Torito 2.0): 32-byte entries under a validation entry. Bootable entries that
 * no section announces, as some writers make them, belong to the platform before.
 */
public final class BootCatalog {
  /** In bytes. */
  public static final int ENTRY = 32;

  /** Offsets in an entry (El Torito 2.2, 2.4). */
  public static final int SECTORS = 6;

  public static final int BLOCK_ADDRESS = 8;
  private static final int CRITERIA = 12;

  private static final String CLAUSE = "El Torito 2.1";
  private static final int VALIDATION = 0x01;
  private static final int BOOTABLE = 0x88;
  private static final int HEADER = 0x90;
  private static final int LAST_HEADER = 0x91;
  private static final int EXTENSION = 0x44;
  private static final int MAX_ENTRIES = 2048;

  /**
   * An image that firmware can boot.
   *
   * @param position where the entry lies in the image, in bytes
   * @param platform 0 for x86 BIOS, 0xEF for UEFI
   * @param media the emulation: 0 for none, 1 to 3 for floppies, 4 for a hard disk
   * @param loadSegment where a BIOS loads the image; 0 for its usual 0x7C0
   * @param systemType of an emulated hard disk: that of its partition
   * @param sectors the load size in units of 512 bytes
   * @param block where the boot image begins
   * @param section the identifier of the section, or that of the catalog for the default entry
   * @param criteria what the firmware may select by: the type (2.4, byte 12) and what follows it,
   *     extensions included; empty if the type is 0
   */
  public record Entry(
      long position,
      int platform,
      boolean bootable,
      int media,
      int loadSegment,
      int systemType,
      int sectors,
      long block,
      String section,
      List<Byte> criteria) {}

  private final ImageBytes image;
  private final long start;
  private final List<Entry> entries = new ArrayList<>();
  private int platform;
  private String section = "";

  private BootCatalog(ImageBytes image, long start) {
    this.image = image;
    this.start = start;
  }

  public static List<Entry> read(ImageBytes image, VolumeDescriptor bootRecord) {
    BootCatalog catalog =
        new BootCatalog(image, bootRecord.bootCatalog() * (long) ImageBytes.BLOCK);
    catalog.read();
    return List.copyOf(catalog.entries);
  }

  private byte[] entry(int index) {
    return image.bytes(start + (long) index * ENTRY, ENTRY, CLAUSE);
  }

  private void read() {
    byte[] validation = entry(0);
    checkValidation(validation);
    platform = Numbers.u8(validation, 1);
    section = text(validation, 4, 24);
    add(entry(1), 1, 2);
    int index = 2;
    while (index < MAX_ENTRIES) {
      byte[] header = entry(index);
      switch (Numbers.u8(header, 0)) {
        case HEADER -> index = section(header, index + 1);
        case LAST_HEADER -> {
          section(header, index + 1);
          return;
        }
        case BOOTABLE -> index = add(header, index, extensionsEnd(index + 1));
        default -> {
          return;
        }
      }
    }
    throw image.broken(start, CLAUSE, "a boot catalog of more than " + MAX_ENTRIES + " entries");
  }

  /** Reads a section's entries; gives the index after them. */
  private int section(byte[] header, int first) {
    platform = Numbers.u8(header, 1);
    section = text(header, 4, 28);
    int index = first;
    for (int i = Numbers.le16(header, 2); i > 0 && index < MAX_ENTRIES; i--) {
      index = add(entry(index), index, extensionsEnd(index + 1));
    }
    return index;
  }

  private int extensionsEnd(int first) {
    int end = first;
    while (end < MAX_ENTRIES && Numbers.u8(entry(end), 0) == EXTENSION) {
      end++;
    }
    return end;
  }

  private static String text(byte[] bytes, int from, int length) {
    return new String(bytes, from, length, StandardCharsets.ISO_8859_1).replace('\0', ' ').strip();
  }

  /** Takes an entry whose extensions end before {@code end}, and gives that index. */
  private int add(byte[] e, int index, int end) {
    List<Byte> criteria = new ArrayList<>();
    boolean selects = index > 1 && e[CRITERIA] != 0;
    for (int at = CRITERIA; selects && at < ENTRY; at++) {
      criteria.add(e[at]);
    }
    for (int i = index + 1; selects && i < end; i++) {
      byte[] extension = entry(i);
      for (int at = 2; at < ENTRY; at++) {
        criteria.add(extension[at]);
      }
    }
    entries.add(
        new Entry(
            start + (long) index * ENTRY,
            platform,
            Numbers.u8(e, 0) == BOOTABLE,
            Numbers.u8(e, 1) & 0x0f,
            Numbers.le16(e, 2),
            Numbers.u8(e, 4),
            Numbers.le16(e, SECTORS),
            Numbers.le32(e, BLOCK_ADDRESS),
            section,
            List.copyOf(criteria)));
    return end;
  }

  private void checkValidation(byte[] e) {
    int sum = 0;
    for (int i = 0; i < ENTRY; i += 2) {
      sum += Numbers.le16(e, i);
    }
    if (e[0] != VALIDATION
        || (e[30] & 0xff) != 0x55
        || (e[31] & 0xff) != 0xAA
        || (sum & 0xffff) != 0) {
      throw image.broken(start, CLAUSE, "the boot catalog's validation entry is not valid");
    }
  }
}
