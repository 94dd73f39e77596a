package io.kvmsdk.iso.internal.rockridge;

import io.kvmsdk.iso.internal.ecma119.Numbers;
import io.kvmsdk.iso.internal.ecma119.Timestamps;
import io.kvmsdk.iso.internal.susp.SystemUseEntry;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How an image's own writer spells Rock Ridge, so that new records look like their neighbours.
 *
 * @param flagsEntry whether each record begins with RR, dropped after RRIP 1.09
 * @param serial whether PX ends with a file serial number: 44 bytes (1.12) rather than 36 (1.09)
 * @param timeFlags the flags of TF; 0 if there is none
 */
public record Dialect(boolean flagsEntry, boolean serial, int timeFlags) {
  /** What xorriso writes by default. */
  public static final Dialect RRIP_1_09 = new Dialect(false, false, 0x0e);

  private static final int PX_1_12 = 44;

  /** What one NM or SL entry holds beside its flags, of the 255 bytes of any entry. */
  static final int MAX_PAYLOAD = 250;

  /** The flag of NM, SL and link components that are not the last of their kind. */
  static final int CONTINUE = 1;

  /** Bits of RR: which other entries the record has. */
  static final int RR_PX = 0x01;

  private static final int RR_SL = 0x04;
  static final int RR_NM = 0x08;
  static final int RR_TF = 0x80;

  /** A folder, in the type bits of {@code st_mode}. */
  static final int TYPE_DIRECTORY = 0040000;

  /**
   * The attributes of a new record.
   *
   * @param mode type and permissions as in {@code st_mode}
   * @param links the number of hard links
   * @param uid the number of the owner
   * @param gid the number of the group
   * @param serial unique in the image; written only where the dialect has it
   * @param name empty for a directory's own and its parent's record
   * @param linkTarget empty unless it is a symbolic link
   */
  public record Attributes(
      int mode,
      int links,
      long uid,
      long gid,
      long serial,
      Instant time,
      String name,
      String linkTarget) {
    /** Of a file that belongs to root. */
    public Attributes(
        int mode, int links, long serial, Instant time, String name, String linkTarget) {
      this(mode, links, 0, 0, serial, time, name, linkTarget);
    }
  }

  /** Learns from the entries of a directory's own record. */
  public static Dialect of(List<SystemUseEntry> entries) {
    boolean flags = false;
    boolean serial = false;
    int times = 0;
    for (SystemUseEntry e : entries) {
      switch (e.signature()) {
        case "RR" -> flags = true;
        case "PX" -> serial = e.bytes().length >= PX_1_12;
        case "TF" -> times = e.u8(4);
        default -> {}
      }
    }
    return new Dialect(flags, serial, times);
  }

  /** The entries of a new record, in the order in which writers put them. */
  public List<byte[]> entries(Attributes a) {
    List<byte[]> entries = new ArrayList<>();
    if (flagsEntry) {
      entries.add(SystemUseEntry.encode("RR", new byte[] {(byte) contents(a)}));
    }
    entries.add(px(a));
    if ((timeFlags & TimestampFlags.ALL_TIMES) != 0) {
      entries.add(tf(a.time()));
    }
    entries.addAll(nm(a.name()));
    if (!a.linkTarget().isEmpty()) {
      entries.addAll(LinkTarget.entries(a.linkTarget()));
    }
    return entries;
  }

  private int contents(Attributes a) {
    return RR_PX
        | (timeFlags == 0 ? 0 : RR_TF)
        | (a.name().isEmpty() ? 0 : RR_NM)
        | (a.linkTarget().isEmpty() ? 0 : RR_SL);
  }

  byte[] px(Attributes a) {
    byte[] payload = new byte[serial ? 40 : 32];
    Numbers.putBoth32(payload, 0, a.mode());
    Numbers.putBoth32(payload, 8, a.links());
    Numbers.putBoth32(payload, 16, a.uid());
    Numbers.putBoth32(payload, 24, a.gid());
    if (serial) {
      Numbers.putBoth32(payload, 32, a.serial());
    }
    return SystemUseEntry.encode("PX", payload);
  }

  /** This dialect, with times that tell of modifications even if its writer's own do not. */
  Dialect withModification() {
    return new Dialect(flagsEntry, serial, timeFlags | TimestampFlags.MODIFY);
  }

  byte[] tf(Instant time) {
    byte[] stamp =
        (timeFlags & TimestampFlags.LONG_FORM) != 0
            ? Timestamps.toLong(time)
            : Timestamps.toShort(time);
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    payload.write(timeFlags);
    for (int i = Integer.bitCount(timeFlags & TimestampFlags.ALL_TIMES); i > 0; i--) {
      payload.writeBytes(stamp);
    }
    return SystemUseEntry.encode("TF", payload.toByteArray());
  }

  static List<byte[]> nm(String name) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    List<byte[]> entries = new ArrayList<>();
    for (int at = 0; at < utf8.length; at += MAX_PAYLOAD) {
      int end = Math.min(utf8.length, at + MAX_PAYLOAD);
      byte[] payload = new byte[1 + end - at];
      payload[0] = (byte) (end < utf8.length ? CONTINUE : 0);
      System.arraycopy(utf8, at, payload, 1, end - at);
      entries.add(SystemUseEntry.encode("NM", payload));
    }
    return entries;
  }
}
