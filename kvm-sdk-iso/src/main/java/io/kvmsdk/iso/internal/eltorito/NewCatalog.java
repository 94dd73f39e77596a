package io.kvmsdk.iso.internal.eltorito;

import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.ecma119.Numbers;
import java.util.ArrayList;
import java.util.List;

/**
 * A new boot catalog of one block (El Torito 2.0): the first image is the default, each other has a
 * section of its own.
 */
public final class NewCatalog {
  public static final int BIOS = 0;
  public static final int UEFI = 0xEF;

  /** What one block holds beside the validation entry. */
  public static final int MAX_IMAGES = 32;

  private static final int BOOTABLE = 0x88;
  private static final int SECTION = 0x90;
  private static final int LAST_SECTION = 0x91;

  private final List<Image> images = new ArrayList<>();

  /**
   * An image to boot.
   *
   * @param platform 0 for x86 BIOS, 0xEF for UEFI
   * @param media the emulation: 0 for none, 1 to 3 for floppies, 4 for a hard disk
   * @param systemType of a hard disk's first partition; 0 for others
   * @param sectors what the firmware loads, in units of 512 bytes
   * @param block where the image begins
   */
  public record Image(int platform, int media, int systemType, int sectors, long block) {}

  /** Adds an image after all others. */
  public void add(Image image) {
    if (images.size() == MAX_IMAGES) {
      throw new IllegalStateException("a boot catalog of more than " + MAX_IMAGES + " images");
    }
    images.add(image);
  }

  public byte[] bytes() {
    byte[] catalog = new byte[ImageBytes.BLOCK];
    validation(catalog);
    int at = BootCatalog.ENTRY;
    for (int i = 0; i < images.size(); i++) {
      if (i > 0) {
        section(catalog, at, images.get(i).platform, i == images.size() - 1);
        at += BootCatalog.ENTRY;
      }
      entry(catalog, at, images.get(i));
      at += BootCatalog.ENTRY;
    }
    return catalog;
  }

  /** The validation entry (2.1): its words add up to 0. */
  private void validation(byte[] catalog) {
    catalog[0] = 1;
    catalog[1] = (byte) images.get(0).platform;
    catalog[30] = 0x55;
    catalog[31] = (byte) 0xAA;
    int sum = 0;
    for (int i = 0; i < BootCatalog.ENTRY; i += 2) {
      sum += Numbers.le16(catalog, i);
    }
    Numbers.putLe16(catalog, 28, -sum);
  }

  /** The header of a section of one image (2.3). */
  private static void section(byte[] catalog, int at, int platform, boolean last) {
    catalog[at] = (byte) (last ? LAST_SECTION : SECTION);
    catalog[at + 1] = (byte) platform;
    Numbers.putLe16(catalog, at + 2, 1);
  }

  /** A default (2.2) or section entry (2.4). */
  private static void entry(byte[] catalog, int at, Image image) {
    catalog[at] = (byte) BOOTABLE;
    catalog[at + 1] = (byte) image.media;
    catalog[at + 4] = (byte) image.systemType;
    Numbers.putLe16(catalog, at + BootCatalog.SECTORS, image.sectors);
    Numbers.putLe32(catalog, at + BootCatalog.BLOCK_ADDRESS, image.block);
  }
}
