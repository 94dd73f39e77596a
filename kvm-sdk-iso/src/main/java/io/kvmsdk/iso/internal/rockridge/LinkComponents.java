package io.kvmsdk.iso.internal.rockridge;

import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.susp.SystemUseEntry;
import java.io.ByteArrayOutputStream;

/** Joins the components of SL entries (RRIP 4.1.3.1). */
final class LinkComponents {
  private static final int CURRENT = 2;
  private static final int PARENT = 4;
  private static final int ROOT = 8;

  /** In bytes, as Linux has it: many records may share one long link, to fill the heap. */
  private static final int MAX_TARGET = 1 << 12;

  private final ByteArrayOutputStream target = new ByteArrayOutputStream();
  private boolean separate;

  void add(ImageBytes image, SystemUseEntry sl) {
    byte[] b = sl.area();
    int at = 5;
    while (at + 2 <= sl.length()) {
      int length = sl.u8(at + 1);
      if (at + 2 + length > sl.length()) {
        throw image.broken(
            sl.position() + at, "RRIP 4.1.3.1", "a link component beyond the end of its entry");
      }
      component(sl.u8(at), b, sl.start() + at + 2, length);
      at += 2 + length;
    }
    if (target.size() > MAX_TARGET) {
      throw image.broken(
          sl.position(), "RRIP 4.1.3", "a link of more than " + MAX_TARGET + " bytes");
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
    separate = (flags & (Dialect.CONTINUE | ROOT)) == 0;
  }

  String target() {
    byte[] bytes = target.toByteArray();
    return RockRidge.text(bytes, 0, bytes.length);
  }
}
