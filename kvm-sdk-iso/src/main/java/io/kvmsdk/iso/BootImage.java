package io.kvmsdk.iso;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import java.util.OptionalInt;

/**
 * An added file that firmware shall boot (El Torito), for {@link IsoBuilder#boot}.
 *
 * <pre>{@code
 * BootImage.grub2("/boot/grub/i386-pc/eltorito.img")
 * BootImage.bios("/freedos.img").emulating(BootEntry.Emulation.FLOPPY_1440)
 * }</pre>
 *
 * @param path of the file in the image
 * @param platform BIOS or UEFI
 * @param emulation what the firmware pretends the image to be; UEFI knows none
 * @param loadSectors what the firmware loads, in units of 512 bytes; by default 4 for a BIOS
 *     without emulation, 1 with it, and all of an image for UEFI
 * @param bootInfoTable whether the image is told where it lies, in its bytes 8 to 63, as
 *     isolinux.bin and GRUB's eltorito.img want it
 * @param grub2BootInfo whether it is also told in bytes 2548 to 2555, as only eltorito.img wants it
 */
public record BootImage(
    String path,
    BootEntry.Platform platform,
    BootEntry.Emulation emulation,
    OptionalInt loadSectors,
    boolean bootInfoTable,
    boolean grub2BootInfo) {
  private static final int MAX_SECTORS = 0xffff;

  /** Refuses what no firmware would understand. */
  public BootImage {
    boolean emulated = emulation != BootEntry.Emulation.NONE;
    if (platform == BootEntry.Platform.OTHER) {
      throw invalid(path, "boot images can be built for BIOS and UEFI only");
    }
    if (platform == BootEntry.Platform.UEFI && (emulated || bootInfoTable || grub2BootInfo)) {
      throw invalid(path, "UEFI boots a FAT image, without emulation or boot information");
    }
    if (emulated && (bootInfoTable || grub2BootInfo)) {
      throw invalid(path, "a floppy's or hard disk's image has no place for boot information");
    }
    if (loadSectors.isPresent()
        && (loadSectors.getAsInt() < 0 || loadSectors.getAsInt() > MAX_SECTORS)) {
      throw invalid(path, "a load size has 0 to 65,535 sectors");
    }
  }

  private static InvalidSpecException invalid(String path, String problem) {
    return InvalidSpecException.of(Subject.of("boot image", path), problem);
  }

  /** For a BIOS, without emulation, with a boot information table. */
  public static BootImage bios(String path) {
    return new BootImage(
        path, BootEntry.Platform.BIOS, BootEntry.Emulation.NONE, OptionalInt.empty(), true, false);
  }

  /** For a BIOS: GRUB's eltorito.img, which looks for both kinds of boot information. */
  public static BootImage grub2(String path) {
    return new BootImage(
        path, BootEntry.Platform.BIOS, BootEntry.Emulation.NONE, OptionalInt.empty(), true, true);
  }

  /** For UEFI: a FAT image with a loader in {@code /EFI/BOOT}. */
  public static BootImage uefi(String path) {
    return new BootImage(
        path, BootEntry.Platform.UEFI, BootEntry.Emulation.NONE, OptionalInt.empty(), false, false);
  }

  /** The same as a floppy or hard disk, which gets no boot information. */
  public BootImage emulating(BootEntry.Emulation newEmulation) {
    return new BootImage(path, platform, newEmulation, loadSectors, false, false);
  }

  /** The same with another load size, in units of 512 bytes. */
  public BootImage loadSectors(int sectors) {
    return new BootImage(
        path, platform, emulation, OptionalInt.of(sectors), bootInfoTable, grub2BootInfo);
  }

  /** The same, its bytes as they were added. */
  public BootImage withoutBootInfo() {
    return new BootImage(path, platform, emulation, loadSectors, false, false);
  }
}
