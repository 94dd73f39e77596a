package io.kvmsdk.iso;

/**
 * A boot image that the firmware may choose (El Torito 2.0).
 *
 * @param path the file with the image; empty where it lies outside of the tree
 * @param bootable whether the entry is marked so
 * @param block where it begins, in units of 2,048 bytes
 * @param sectors what the firmware loads, in units of 512 bytes; for UEFI 0 and 1 mean all of it
 * @param size of the image in bytes, as its file tells, or else its emulation, the partition that
 *     lies there, or the load size
 * @param loadSegment where a BIOS loads it; 0 for its usual 0x7C0
 * @param systemType of an emulated hard disk: the type of its partition
 * @param section the name of its section; for the first entry, that of the catalog
 * @param selectionCriteria in hexadecimal digits: the type, and what follows it; empty if there are
 *     none
 */
public record BootEntry(
    Platform platform,
    String path,
    boolean bootable,
    Emulation emulation,
    long block,
    int sectors,
    long size,
    int loadSegment,
    int systemType,
    String section,
    String selectionCriteria) {
  /** The firmware that an entry is for. */
  public enum Platform {
    BIOS,
    POWER_PC,
    MAC,
    UEFI,
    OTHER
  }

  /** What the firmware pretends the image to be. */
  public enum Emulation {
    NONE,
    /** Of 1,200 KiB. */
    FLOPPY_1200,
    /** Of 1,440 KiB. */
    FLOPPY_1440,
    /** Of 2,880 KiB. */
    FLOPPY_2880,
    HARD_DISK
  }
}
