package io.kvmsdk.iso.internal.eltorito;

import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.ecma119.Numbers;
import io.kvmsdk.iso.internal.ecma119.VolumeDescriptor;
import java.util.ArrayList;
import java.util.List;

/** The boot catalog (El Torito 2.0): 32-byte entries under a validation entry. */
public final class BootCatalog {
  /** In bytes. */
  public static final int ENTRY = 32;

  /** Offsets in an entry (El Torito 2.2, 2.4). */
  public static final int SECTORS = 6;

  public static final int BLOCK_ADDRESS = 8;

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
   * @param sectors the load size in units of 512 bytes
   * @param block where the boot image begins
   */
  public record Entry(
      long position, int platform, boolean bootable, int media, int sectors, long block) {}

  private final ImageBytes image;
  private final long start;
  private final List<Entry> entries = new ArrayList<>();

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
    int platform = Numbers.u8(validation, 1);
    add(entry(1), 1, platform);
    int index = 2;
    while (index < MAX_ENTRIES) {
      byte[] header = entry(index);
      int type = Numbers.u8(header, 0);
      if (type != HEADER && type != LAST_HEADER) {
        return;
      }
      index = section(index + 1, Numbers.u8(header, 1), Numbers.le16(header, 2));
      if (type == LAST_HEADER) {
        return;
      }
    }
    throw image.broken(start, CLAUSE, "a boot catalog of more than " + MAX_ENTRIES + " entries");
  }

  /** Reads a section's entries; gives the index after them. */
  private int section(int first, int platform, int count) {
    int index = first;
    for (int i = 0; i < count && index < MAX_ENTRIES; i++) {
      add(entry(index), index, platform);
      index++;
      while (index < MAX_ENTRIES && Numbers.u8(entry(index), 0) == EXTENSION) {
        index++;
      }
    }
    return index;
  }

  private void add(byte[] e, int index, int platform) {
    entries.add(
        new Entry(
            start + (long) index * ENTRY,
            platform,
            Numbers.u8(e, 0) == BOOTABLE,
            Numbers.u8(e, 1) & 0x0f,
            Numbers.le16(e, SECTORS),
            Numbers.le32(e, BLOCK_ADDRESS)));
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
