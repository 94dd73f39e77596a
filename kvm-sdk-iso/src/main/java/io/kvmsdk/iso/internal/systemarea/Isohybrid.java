package io.kvmsdk.iso.internal.systemarea;

import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.ecma119.Numbers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32;

/**
 * A new system area that lets an image boot from a disk or USB stick too, as isohybrid makes it: an
 * MBR whose first partition is the whole image and whose further ones are EFI boot images, and a
 * GPT of these.
 */
public final class Isohybrid {
  /** What the MBR has room for beside the whole image. */
  public static final int MAX_EFI = 3;

  /** Longer code would reach into the addresses and tables that follow. */
  public static final int MAX_CODE = 512;

  private static final int SECTOR = Mbr.SECTOR;
  private static final int BLOCK_SECTORS = ImageBytes.BLOCK / SECTOR;
  private static final int AREA = 16 * ImageBytes.BLOCK;

  /** Of isohybrid; BIOSes take the geometry of a disk from its partition's end. */
  private static final Mbr.Geometry GEOMETRY = new Mbr.Geometry(64, 32);

  /** Offsets in the MBR; code ends where the address of the boot image begins. */
  private static final int BOOT_ADDRESS = 432;

  private static final int DISK_ID = 440;
  private static final int PARTITIONS = 446;
  private static final int PARTITION = 16;

  /** Partition types: as isohybrid chooses them, without and with an EFI image. */
  private static final int HIDDEN_NTFS = 0x17;

  private static final int EMPTY = 0x00;
  private static final int EFI = 0xEF;

  /** Where GRUB's boot_hybrid.img wants to be taken on: behind the first block of its image. */
  private static final int GRUB2_SKIP = 4;

  private static final byte[] GRUB = "GRUB".getBytes(StandardCharsets.US_ASCII);

  /** Where an isolinux.bin says that isohybrid's code can start it, and what it says there. */
  private static final int SIGNATURE_AT = 64;

  private static final long SIGNATURE = 0x7078c0fbL;

  /** The GPT: header in sector 1, then 128 entries of 128 bytes. */
  private static final int HEADER = SECTOR;

  private static final int HEADER_SIZE = 92;
  private static final int ENTRIES = 2 * SECTOR;
  private static final int COUNT = 128;
  private static final int ENTRY = 128;
  private static final int BACKUP_SECTORS = COUNT * ENTRY / SECTOR + 1;
  private static final UUID BASIC_DATA = UUID.fromString("ebd0a0a2-b9e5-4433-87c0-68b6b72699c7");
  private static final String NAME = "ISOHybrid";

  /** Read-only, and required: the attributes that xorriso sets too. */
  private static final long ATTRIBUTES = 1L << 60 | 1;

  private final byte[] area = new byte[AREA];
  private final byte[] code;
  private final List<Extent> efi;

  /**
   * An EFI boot image, in units of 2,048 bytes.
   *
   * @param block where it begins
   */
  public record Extent(long block, long blocks) {}

  /**
   * @param code for the MBR, up to {@link #MAX_CODE} bytes
   * @param efi up to {@link #MAX_EFI}
   */
  public Isohybrid(byte[] code, List<Extent> efi) {
    this.code = code;
    this.efi = efi;
  }

  /** Whether the code is GRUB's boot_hybrid.img, not isolinux's isohdpfx.bin. */
  public static boolean grub2(byte[] code) {
    for (int at = 0; at + GRUB.length <= code.length; at++) {
      if (Arrays.equals(code, at, at + GRUB.length, GRUB, 0, GRUB.length)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a boot image is an isolinux.bin that isohybrid's code can start. */
  public static boolean startable(byte[] bootImage) {
    return bootImage.length >= SIGNATURE_AT + 4
        && Numbers.le32(bootImage, SIGNATURE_AT) == SIGNATURE;
  }

  /** How long the image must be, in blocks: it ends with a cylinder, and before that its GPT. */
  public static long blocks(long dataEnd, boolean efi) {
    long sectors = dataEnd * BLOCK_SECTORS + (efi ? BACKUP_SECTORS : 0);
    long cylinder = GEOMETRY.cylinder();
    return (sectors + cylinder - 1) / cylinder * cylinder / BLOCK_SECTORS;
  }

  /**
   * The system area.
   *
   * @param bootBlock where the BIOS boot image begins; 0 if there is none
   * @param disk what tells this disk from others
   */
  public byte[] area(long blocks, long bootBlock, UUID disk) {
    long sectors = blocks * BLOCK_SECTORS;
    System.arraycopy(code, 0, area, 0, Math.min(code.length, BOOT_ADDRESS));
    long boot = bootBlock * BLOCK_SECTORS + (grub2(code) ? GRUB2_SKIP : 0);
    Numbers.putLe64(area, BOOT_ADDRESS, bootBlock == 0 ? 0 : boot);
    Numbers.putLe32(area, DISK_ID, disk.getLeastSignificantBits());
    partition(0, 0x80, efi.isEmpty() ? HIDDEN_NTFS : EMPTY, 0, sectors);
    for (int i = 0; i < efi.size(); i++) {
      partition(i + 1, 0, EFI, start(efi.get(i)), count(efi.get(i)));
    }
    Numbers.putLe16(area, SECTOR - 2, 0xAA55);
    if (!efi.isEmpty()) {
      gpt(sectors, disk);
    }
    return area;
  }

  /**
   * The last blocks of the image, after {@link #area}: zeros, and then the copy of the GPT; none
   * without a GPT.
   */
  public byte[] backup() {
    byte[] copy = Gpt.of(area).map(Gpt::backup).orElse(new byte[0]);
    byte[] blocks = new byte[Math.toIntExact(ImageBytes.blocks(copy.length)) * ImageBytes.BLOCK];
    System.arraycopy(copy, 0, blocks, blocks.length - copy.length, copy.length);
    return blocks;
  }

  private static long start(Extent extent) {
    return extent.block * BLOCK_SECTORS;
  }

  private static long count(Extent extent) {
    return extent.blocks * BLOCK_SECTORS;
  }

  private void partition(int index, int status, int type, long start, long count) {
    int at = PARTITIONS + index * PARTITION;
    area[at] = (byte) status;
    System.arraycopy(Mbr.chs(start, GEOMETRY), 0, area, at + 1, 3);
    area[at + 4] = (byte) type;
    System.arraycopy(Mbr.chs(start + count - 1, GEOMETRY), 0, area, at + 5, 3);
    Numbers.putLe32(area, at + 8, start);
    Numbers.putLe32(area, at + 12, Math.min(count, 0xffffffffL));
  }

  /** Header and entries of the GUID partition table (UEFI 2.10, tables 5-5 and 5-6). */
  private void gpt(long sectors, UUID disk) {
    for (int i = 0; i < efi.size(); i++) {
      gptEntry(ENTRIES + i * ENTRY, efi.get(i), i, disk);
    }
    byte[] signature = "EFI PART".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(signature, 0, area, HEADER, signature.length);
    Numbers.putLe32(area, HEADER + 8, 0x00010000);
    Numbers.putLe32(area, HEADER + 12, HEADER_SIZE);
    Numbers.putLe64(area, HEADER + 24, 1);
    Numbers.putLe64(area, HEADER + 32, sectors - 1);
    Numbers.putLe64(area, HEADER + 40, ENTRIES / SECTOR + COUNT * ENTRY / SECTOR);
    Numbers.putLe64(area, HEADER + 48, sectors - BACKUP_SECTORS - 1);
    putGuid(HEADER + 56, disk);
    Numbers.putLe64(area, HEADER + 72, ENTRIES / SECTOR);
    Numbers.putLe32(area, HEADER + 80, COUNT);
    Numbers.putLe32(area, HEADER + 84, ENTRY);
    Numbers.putLe32(area, HEADER + 88, crc(ENTRIES, COUNT * ENTRY));
    Numbers.putLe32(area, HEADER + 16, crc(HEADER, HEADER_SIZE));
  }

  private void gptEntry(int at, Extent extent, int index, UUID disk) {
    putGuid(at, BASIC_DATA);
    long mine = disk.getLeastSignificantBits() ^ index + 1;
    putGuid(at + 16, new UUID(disk.getMostSignificantBits(), mine));
    Numbers.putLe64(area, at + 32, start(extent));
    Numbers.putLe64(area, at + 40, start(extent) + count(extent) - 1);
    Numbers.putLe64(area, at + 48, ATTRIBUTES);
    byte[] name = (NAME + (index + 1)).getBytes(StandardCharsets.UTF_16LE);
    System.arraycopy(name, 0, area, at + 56, name.length);
  }

  /** The first three fields of a GUID are little-endian (UEFI 2.10, appendix A). */
  private void putGuid(int at, UUID guid) {
    long high = guid.getMostSignificantBits();
    Numbers.putLe32(area, at, high >>> 32);
    Numbers.putLe16(area, at + 4, (int) (high >>> 16));
    Numbers.putLe16(area, at + 6, (int) high);
    ByteBuffer.wrap(area).putLong(at + 8, guid.getLeastSignificantBits());
  }

  private long crc(int from, int length) {
    CRC32 crc = new CRC32();
    crc.update(area, from, length);
    return crc.getValue();
  }
}
