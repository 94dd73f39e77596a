package io.kvmsdk.iso.internal.eltorito;

import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.ecma119.Numbers;

/** A boot catalog for images without emulation: the first is the default, each other a section. */
public final class NewCatalog {
  public static final int BIOS = 0;
  public static final int UEFI = 0xEF;

  private final byte[] catalog = new byte[ImageBytes.BLOCK];
  private int at = BootCatalog.ENTRY;

  /**
   * Begins a catalog.
   *
   * @param platform of the first image, 0 for x86 BIOS or 0xEF for UEFI
   */
  public NewCatalog(int platform) {
    catalog[0] = 1;
    catalog[1] = (byte) platform;
    catalog[30] = 0x55;
    catalog[31] = (byte) 0xAA;
    int sum = 0;
    for (int i = 0; i < BootCatalog.ENTRY; i += 2) {
      sum += Numbers.le16(catalog, i);
    }
    Numbers.putLe16(catalog, 28, -sum);
  }

  /** Announces a section of one image for another platform; the last one so far becomes the end. */
  public void section(int platform) {
    catalog[at] = (byte) 0x91;
    catalog[at + 1] = (byte) platform;
    Numbers.putLe16(catalog, at + 2, 1);
    at += BootCatalog.ENTRY;
  }

  /**
   * Adds the one image of the section.
   *
   * @param block where the image begins
   * @param sectors what the firmware loads, in units of 512 bytes
   */
  public void image(long block, int sectors) {
    catalog[at] = (byte) 0x88;
    Numbers.putLe16(catalog, at + BootCatalog.SECTORS, sectors);
    Numbers.putLe32(catalog, at + BootCatalog.BLOCK_ADDRESS, block);
    at += BootCatalog.ENTRY;
  }

  public byte[] bytes() {
    return catalog;
  }
}
