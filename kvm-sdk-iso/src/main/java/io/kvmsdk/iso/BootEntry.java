package io.kvmsdk.iso;

/**
 * A boot image that the firmware may choose (El Torito).
 *
 * @param path the file with the image; empty where it lies outside of the tree
 * @param bootable whether the entry is marked so
 * @param block where it begins, in units of 2,048 bytes
 * @param sectors what the firmware loads, in units of 512 bytes
 */
public record BootEntry(
    Platform platform,
    String path,
    boolean bootable,
    Emulation emulation,
    long block,
    int sectors) {
  /** The firmware that an entry is for. */
  public enum Platform {
    BIOS,
    UEFI,
    OTHER
  }

  /** What the firmware pretends the image to be. */
  public enum Emulation {
    NONE,
    FLOPPY,
    HARD_DISK
  }
}
