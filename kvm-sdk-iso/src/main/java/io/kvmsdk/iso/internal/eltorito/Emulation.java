package io.kvmsdk.iso.internal.eltorito;

import io.kvmsdk.iso.internal.ecma119.Numbers;
import java.util.Map;

/**
 * What a BIOS shows an image as (El Torito 2.2).
 *
 * @param media the type of the emulated medium
 * @param systemType of a hard disk: that of its one partition; 0 for a floppy
 */
public record Emulation(int media, int systemType) {
  public static final int HARD_DISK = 4;

  private static final int TABLE = 446;
  private static final int ENTRY = 16;
  private static final int TYPE = 4;

  /** Types by sizes in bytes. */
  private static final Map<Long, Integer> FLOPPIES =
      Map.of(1_228_800L, 1, 1_474_560L, 2, 2_949_120L, 3);

  /**
   * How an image takes the place of another.
   *
   * @param oldMedia the type of the old one
   * @param head the first 512 bytes of the new one
   * @param size of the new one, in bytes
   * @return null if it cannot
   */
  public static Emulation of(int oldMedia, byte[] head, long size) {
    if (oldMedia != HARD_DISK) {
      Integer media = FLOPPIES.get(size);
      return media == null ? null : new Emulation(media, 0);
    }
    if (Numbers.u8(head, 510) != 0x55 || Numbers.u8(head, 511) != 0xAA) {
      return null;
    }
    for (int at = TABLE; at < TABLE + 4 * ENTRY; at += ENTRY) {
      if (head[at + TYPE] != 0) {
        return new Emulation(HARD_DISK, Numbers.u8(head, at + TYPE));
      }
    }
    return null;
  }
}
