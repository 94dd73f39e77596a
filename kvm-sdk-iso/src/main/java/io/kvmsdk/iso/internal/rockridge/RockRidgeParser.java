package io.kvmsdk.iso.internal.rockridge;

import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.ecma119.Timestamps;
import io.kvmsdk.iso.internal.rockridge.RockRidge.Device;
import io.kvmsdk.iso.internal.rockridge.RockRidge.Owner;
import io.kvmsdk.iso.internal.susp.SystemUseEntry;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** Gathers what the entries of one record say. */
final class RockRidgeParser {
  /** NM flags of {@code .} and {@code ..} (RRIP 4.1.4), whose names no entry spells. */
  private static final int CURRENT_OR_PARENT = 2 | 4;

  private static final int NM_HEADER = 5;
  private static final byte[] NO_NAME = {};

  /** Four times what any system allows. */
  private static final int MAX_NAME = 1024;

  private final ImageBytes image;
  private String name = "";

  /** The bytes of a name that goes on in another entry, where it may be cut inside a letter. */
  private byte[] nameStart = NO_NAME;

  private boolean named;
  private int mode;
  private Owner owner = Owner.NONE;
  private Device device;
  private LinkComponents link;
  private Instant modified;
  private long child = -1;
  private boolean relocated;
  private Zisofs zisofs;
  private boolean sparse;

  RockRidgeParser(ImageBytes image) {
    this.image = image;
  }

  void add(SystemUseEntry e) {
    switch (e.code()) {
      case 'N' << 8 | 'M' -> name(e);
      case 'S' << 8 | 'L' -> link(e);
      case 'P' << 8 | 'X' -> posix(e);
      case 'T' << 8 | 'F' -> modified = modified(e).orElse(null);
      case 'P' << 8 | 'N' -> device = Device.of(e.number(4), e.number(12));
      case 'C' << 8 | 'L' -> child = e.number(4);
      case 'R' << 8 | 'E' -> relocated = true;
      case 'Z' << 8 | 'F' -> zisofs = Zisofs.of(e);
      case 'S' << 8 | 'F' -> sparse = true;
      default -> {}
    }
  }

  RockRidge attributes() {
    String target = link == null ? "" : link.target();
    return new RockRidge(
        name, mode, owner, device, target, modified, child, relocated, zisofs, sparse);
  }

  private void name(SystemUseEntry nm) {
    int length = Math.max(0, nm.length() - NM_HEADER);
    if (named || (nm.u8(4) & CURRENT_OR_PARENT) != 0) {
      return;
    }
    named = (nm.u8(4) & Dialect.CONTINUE) == 0;
    if (named && nameStart.length == 0) {
      name = RockRidge.text(nm.area(), nm.start() + NM_HEADER, length);
      return;
    }
    int before = nameStart.length;
    if (before + length > MAX_NAME) {
      throw image.broken(nm.position(), "RRIP 4.1.4", "a name of more than " + MAX_NAME + " bytes");
    }
    nameStart = Arrays.copyOf(nameStart, before + length);
    System.arraycopy(nm.area(), nm.start() + NM_HEADER, nameStart, before, length);
    name = RockRidge.text(nameStart, 0, nameStart.length);
  }

  private void link(SystemUseEntry sl) {
    link = link == null ? new LinkComponents() : link;
    link.add(image, sl);
  }

  /** The entry of 1.09 has no serial number; that of some early writers ends after the mode. */
  private void posix(SystemUseEntry px) {
    mode = (int) px.number(4);
    owner = new Owner(Math.max(1, px.number(12)), px.number(20), px.number(28));
  }

  /** The times follow each other in the order of the flags' bits (RRIP 4.1.6). */
  private static Optional<Instant> modified(SystemUseEntry tf) {
    int flags = tf.u8(4);
    boolean longForm = (flags & TimestampFlags.LONG_FORM) != 0;
    int size = longForm ? Timestamps.LONG : Timestamps.SHORT;
    int at = 5 + ((flags & TimestampFlags.CREATION) != 0 ? size : 0);
    if ((flags & TimestampFlags.MODIFY) == 0 || at + size > tf.length()) {
      return Optional.empty();
    }
    return longForm
        ? Timestamps.readLong(tf.area(), tf.start() + at)
        : Timestamps.readShort(tf.area(), tf.start() + at);
  }
}
