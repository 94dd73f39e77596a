package io.kvmsdk.iso.internal.rockridge;

import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.ecma119.Timestamps;
import io.kvmsdk.iso.internal.susp.SystemUseEntry;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the Rock Ridge entries of one record say.
 *
 * @param name NM (RRIP 4.1.4); empty if there is none
 * @param mode PX (4.1.1): type and permissions as in {@code st_mode}; 0 if there is none
 * @param linkTarget SL (4.1.3); empty unless this is a symbolic link
 * @param modified TF (4.1.6), or null
 * @param childBlock CL (4.1.5.1): where a relocated directory really lies; -1 if it is not one
 * @param relocated RE (4.1.5.3): shown elsewhere, by a CL
 */
public record RockRidge(
    String name,
    int mode,
    String linkTarget,
    Instant modified,
    long childBlock,
    boolean relocated) {
  /** The absence of any entry. */
  public static final RockRidge NONE = new RockRidge("", 0, "", null, -1, false);

  private static final int CONTINUE = 1;

  /** Reads the entries of one record. */
  public static RockRidge of(ImageBytes image, List<SystemUseEntry> entries) {
    ByteArrayOutputStream name = new ByteArrayOutputStream();
    SymbolicLink link = new SymbolicLink();
    int mode = 0;
    Instant modified = null;
    long child = -1;
    boolean relocated = false;
    for (SystemUseEntry e : entries) {
      switch (e.signature()) {
        case "NM" -> name.write(e.bytes(), Math.min(5, e.bytes().length), length(e, 5));
        case "SL" -> link.add(image, e);
        case "PX" -> mode = (int) e.number(4);
        case "TF" -> modified = modified(e).orElse(null);
        case "CL" -> child = e.number(4);
        case "RE" -> relocated = true;
        default -> {}
      }
    }
    return new RockRidge(text(name.toByteArray()), mode, link.target(), modified, child, relocated);
  }

  private static int length(SystemUseEntry e, int header) {
    return Math.max(0, e.bytes().length - header);
  }

  /** UTF-8, as all writers of today; what is not is taken as Latin-1, so that no name is lost. */
  static String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException notUtf8) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }

  /** The times follow each other in the order of the flags' bits (RRIP 4.1.6). */
  private static Optional<Instant> modified(SystemUseEntry e) {
    int flags = e.u8(4);
    boolean longForm = (flags & TimestampFlags.LONG_FORM) != 0;
    int size = longForm ? Timestamps.LONG : Timestamps.SHORT;
    int at = 5 + ((flags & TimestampFlags.CREATION) != 0 ? size : 0);
    if ((flags & TimestampFlags.MODIFY) == 0 || at + size > e.bytes().length) {
      return Optional.empty();
    }
    return longForm ? Timestamps.readLong(e.bytes(), at) : Timestamps.readShort(e.bytes(), at);
  }

  /** The flags of TF. */
  static final class TimestampFlags {
    static final int CREATION = 0x01;
    static final int MODIFY = 0x02;
    static final int ALL_TIMES = 0x7f;
    static final int LONG_FORM = 0x80;

    private TimestampFlags() {}
  }

  /** Joins the components of SL entries (RRIP 4.1.3.1). */
  static final class SymbolicLink {
    private static final int CURRENT = 2;
    private static final int PARENT = 4;
    private static final int ROOT = 8;

    private final ByteArrayOutputStream target = new ByteArrayOutputStream();
    private boolean separate;

    void add(ImageBytes image, SystemUseEntry sl) {
      byte[] b = sl.bytes();
      int at = 5;
      while (at + 2 <= b.length) {
        int length = b[at + 1] & 0xff;
        if (at + 2 + length > b.length) {
          throw image.broken(
              sl.position() + at, "RRIP 4.1.3.1", "a link component beyond the end of its entry");
        }
        component(b[at] & 0xff, b, at + 2, length);
        at += 2 + length;
      }
    }

    private void component(int flags, byte[] b, int at, int length) {
      if (separate) {
        target.write('/');
      }
      if ((flags & ROOT) != 0) {
        target.write('/');
      } else if ((flags & PARENT) != 0) {
        target.writeBytes(new byte[] {'.', '.'});
      } else if ((flags & CURRENT) != 0) {
        target.write('.');
      } else {
        target.write(b, at, length);
      }
      separate = (flags & (CONTINUE | ROOT)) == 0;
    }

    String target() {
      return text(target.toByteArray());
    }
  }
}
