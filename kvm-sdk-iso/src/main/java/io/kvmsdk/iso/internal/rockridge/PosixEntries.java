package io.kvmsdk.iso.internal.rockridge;

import io.kvmsdk.iso.internal.ecma119.Numbers;
import io.kvmsdk.iso.internal.ecma119.Timestamps;
import io.kvmsdk.iso.internal.susp.SystemUseEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The system use entries of one record, to be changed one value at a time. An entry that changes
 * keeps its place and, where it can, its length; one that lacks is made in the image's dialect.
 */
public final class PosixEntries {
  private static final int PERMISSIONS = 07777;
  private static final int TYPE = 0170000;
  private static final int MODE_AT = 4;
  private static final int LINKS_AT = 12;
  private static final int UID_AT = 20;
  private static final int GID_AT = 28;
  private static final int SERIAL_AT = 36;
  private static final int TIME_FLAGS_AT = 4;
  private static final int TIMES_AT = 5;

  private final Dialect dialect;
  private final int type;
  private final List<byte[]> entries = new ArrayList<>();

  /**
   * @param type the file's type as in {@code st_mode}, should PX be missing
   */
  public PosixEntries(Dialect dialect, int type, List<byte[]> entries) {
    this.dialect = dialect;
    this.type = type & TYPE;
    entries.forEach(e -> this.entries.add(e.clone()));
  }

  /** All entries as they are now. */
  public List<byte[]> list() {
    return List.copyOf(entries);
  }

  /** The number of hard links; 0 if it is not told. */
  public long links() {
    byte[] px = find("PX");
    return px == null ? 0 : Numbers.le32(px, LINKS_AT);
  }

  /** Tells another number of hard links, if any is told. */
  public void links(long count) {
    byte[] px = find("PX");
    if (px != null) {
      Numbers.putBoth32(px, LINKS_AT, count);
    }
  }

  /** Gives another file serial number, where the dialect has one (RRIP 1.12, 4.1.1). */
  public void serial(long number) {
    byte[] px = find("PX");
    if (px != null && px.length >= SERIAL_AT + 8) {
      Numbers.putBoth32(px, SERIAL_AT, number);
    }
  }

  /** As {@code chmod} does: the twelve permission bits. */
  public void permissions(int permissions) {
    byte[] px = px();
    long mode = Numbers.le32(px, MODE_AT) & ~PERMISSIONS | permissions & PERMISSIONS;
    Numbers.putBoth32(px, MODE_AT, mode);
  }

  /** As {@code chown} does. */
  public void owner(long uid, long gid) {
    byte[] px = px();
    Numbers.putBoth32(px, UID_AT, uid);
    Numbers.putBoth32(px, GID_AT, gid);
  }

  private byte[] px() {
    byte[] px = find("PX");
    if (px == null) {
      int mode = type == Dialect.TYPE_DIRECTORY ? type | 0555 : type | 0444;
      px = dialect.px(new Dialect.Attributes(mode, 1, 0, Instant.EPOCH, "", ""));
      insert(px, Dialect.RR_PX);
    }
    return px;
  }

  /** As {@code touch} does: the time of the last change of the content. */
  public void modified(Instant time) {
    byte[] tf = find("TF");
    if (tf == null) {
      insert(dialect.withModification().tf(time), Dialect.RR_TF);
    } else if ((tf[TIME_FLAGS_AT] & TimestampFlags.MODIFY) == 0) {
      entries.set(entries.indexOf(tf), withModification(tf, time));
    } else {
      byte[] stamp = stamp(tf, time);
      int at = modificationAt(tf);
      System.arraycopy(stamp, 0, tf, at, Math.min(stamp.length, Math.max(0, tf.length - at)));
    }
  }

  private static byte[] stamp(byte[] tf, Instant time) {
    boolean longForm = (tf[TIME_FLAGS_AT] & TimestampFlags.LONG_FORM) != 0;
    return longForm ? Timestamps.toLong(time) : Timestamps.toShort(time);
  }

  /** Only the time of creation comes before that of modification (RRIP 4.1.6). */
  private static int modificationAt(byte[] tf) {
    boolean created = (tf[TIME_FLAGS_AT] & TimestampFlags.CREATION) != 0;
    return TIMES_AT + (created ? stamp(tf, Instant.EPOCH).length : 0);
  }

  private static byte[] withModification(byte[] tf, Instant time) {
    byte[] stamp = stamp(tf, time);
    int at = Math.min(tf.length, modificationAt(tf));
    byte[] payload = new byte[tf.length - SystemUseEntry.HEADER + stamp.length];
    int before = at - SystemUseEntry.HEADER;
    System.arraycopy(tf, SystemUseEntry.HEADER, payload, 0, before);
    System.arraycopy(stamp, 0, payload, before, stamp.length);
    System.arraycopy(tf, at, payload, before + stamp.length, tf.length - at);
    payload[0] |= TimestampFlags.MODIFY;
    return SystemUseEntry.encode("TF", payload);
  }

  /** Gives another name, in as many entries as it takes. */
  public void name(String name) {
    int at = 0;
    while (at < entries.size() && !is(entries.get(at), "NM")) {
      at++;
    }
    entries.removeIf(e -> is(e, "NM"));
    entries.addAll(at, Dialect.nm(name));
    flag(Dialect.RR_NM);
  }

  /** Puts an entry before all but SP, which must be first, and RR, which tells that it is there. */
  private void insert(byte[] entry, int flag) {
    int at = 0;
    while (at < entries.size() && (is(entries.get(at), "SP") || is(entries.get(at), "RR"))) {
      at++;
    }
    entries.add(at, entry);
    flag(flag);
  }

  private void flag(int flag) {
    byte[] rr = find("RR");
    if (rr != null) {
      rr[SystemUseEntry.HEADER] |= (byte) flag;
    }
  }

  /** The first entry of that kind that is long enough to be one, or null. */
  private byte[] find(String signature) {
    int least = signature.equals("PX") ? SERIAL_AT : TIMES_AT;
    return entries.stream()
        .filter(e -> is(e, signature) && e.length >= least)
        .findFirst()
        .orElse(null);
  }

  private static boolean is(byte[] entry, String signature) {
    return entry[0] == signature.charAt(0) && entry[1] == signature.charAt(1);
  }
}
