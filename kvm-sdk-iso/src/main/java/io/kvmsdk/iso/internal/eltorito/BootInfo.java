package io.kvmsdk.iso.internal.eltorito;

import io.kvmsdk.iso.internal.ecma119.Numbers;
import io.kvmsdk.iso.internal.ecma119.VolumeDescriptorSet;

/**
 * What builders write into BIOS boot images so that these find themselves on the disc: the boot
 * information table of mkisofs (offset 8), and GRUB 2's own address (offset 2548).
 */
public final class BootInfo {
  private static final int TABLE = 8;
  private static final int GRUB2 = 2548;

  /** The length of an image's head that has the table, and of one that has both, in bytes. */
  public static final int TABLE_END = 64;

  public static final int LENGTH = GRUB2 + 8;

  /** GRUB 2 counts in 512-byte sectors, and wants what follows the first one and a block. */
  private static final int GRUB2_SKIP = 5;

  private BootInfo() {}

  /**
   * Whether {@code image}, which begins at {@code block}, has the table.
   *
   * @param image the image, or its head
   * @param length of the image's file, in bytes
   */
  public static boolean tabled(byte[] image, long block, long length) {
    return image.length >= TABLE_END
        && Numbers.le32(image, TABLE) == VolumeDescriptorSet.FIRST_BLOCK
        && Numbers.le32(image, TABLE + 4) == block
        && Numbers.le32(image, TABLE + 8) == length;
  }

  /**
   * Whether {@code image}, or what it is the head of, begins at {@code block} and knows so in GRUB
   * 2's way.
   */
  public static boolean knownToGrub2(byte[] image, long block) {
    return image.length >= LENGTH && Numbers.le64(image, GRUB2) == block * 4 + GRUB2_SKIP;
  }

  public static void writeGrub2(byte[] image, long block) {
    if (image.length >= LENGTH) {
      Numbers.putLe64(image, GRUB2, block * 4 + GRUB2_SKIP);
    }
  }

  /** Writes the table; its checksum is the sum of the 32-bit words from offset 64 on. */
  public static void writeTable(byte[] image, long block) {
    if (image.length < TABLE_END) {
      return;
    }
    java.util.Arrays.fill(image, TABLE, TABLE_END, (byte) 0);
    Numbers.putLe32(image, TABLE, VolumeDescriptorSet.FIRST_BLOCK);
    Numbers.putLe32(image, TABLE + 4, block);
    Numbers.putLe32(image, TABLE + 8, image.length);
    Numbers.putLe32(image, TABLE + 12, checksum(image));
  }

  private static long checksum(byte[] image) {
    byte[] padded = java.util.Arrays.copyOf(image, (image.length + 3) & ~3);
    long sum = 0;
    for (int at = TABLE_END; at < padded.length; at += 4) {
      sum += Numbers.le32(padded, at);
    }
    return sum;
  }
}
