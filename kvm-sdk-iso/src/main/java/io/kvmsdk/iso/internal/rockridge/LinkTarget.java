package io.kvmsdk.iso.internal.rockridge;

import io.kvmsdk.iso.internal.susp.SystemUseEntry;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Spells the target of a symbolic link as SL entries of components (RRIP 4.1.3).
 *
 * <p>Where an entry is full, readers differ: Linux puts a slash between whole components of two
 * entries, libarchive does not. They agree on a component that goes on in the next entry, so the
 * last of an entry always does, if only by no bytes.
 */
final class LinkTarget {
  private static final int CURRENT = 2;
  private static final int PARENT = 4;
  private static final int ROOT = 8;
  private static final int HEADER = 2;

  private final List<List<Component>> entries = new ArrayList<>();
  private int room;

  /** One step of the way. */
  private static final class Component {
    private final int flags;
    private final byte[] text;

    Component(int flags, byte[] text) {
      this.flags = flags;
      this.text = text;
    }

    boolean name() {
      return flags == 0;
    }
  }

  private LinkTarget() {
    nextEntry();
  }

  static List<byte[]> entries(String target) {
    LinkTarget link = new LinkTarget();
    if (target.startsWith("/")) {
      link.add(new Component(ROOT, new byte[0]));
    }
    for (String part : target.split("/+", -1)) {
      switch (part) {
        case "" -> {}
        case "." -> link.add(new Component(CURRENT, new byte[0]));
        case ".." -> link.add(new Component(PARENT, new byte[0]));
        default -> link.addName(part.getBytes(StandardCharsets.UTF_8));
      }
    }
    return link.encode();
  }

  private List<Component> last() {
    return entries.get(entries.size() - 1);
  }

  private void nextEntry() {
    entries.add(new ArrayList<>());
    room = Dialect.MAX_PAYLOAD;
  }

  private void add(Component component) {
    if (component.text.length + HEADER > room) {
      List<Component> full = last();
      Component end = full.get(full.size() - 1);
      nextEntry();
      if (end.name()) {
        full.set(full.size() - 1, new Component(Dialect.CONTINUE, end.text));
        append(new Component(0, new byte[0]));
      }
    }
    append(component);
  }

  private void append(Component component) {
    last().add(component);
    room -= component.text.length + HEADER;
  }

  /** A name of up to 255 bytes may not fit even an empty entry. */
  private void addName(byte[] name) {
    int most = Dialect.MAX_PAYLOAD - 2 * HEADER;
    if (name.length <= most) {
      add(new Component(0, name));
    } else {
      add(new Component(Dialect.CONTINUE, Arrays.copyOf(name, most)));
      nextEntry();
      append(new Component(0, Arrays.copyOfRange(name, most, name.length)));
    }
  }

  private List<byte[]> encode() {
    List<byte[]> encoded = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      ByteArrayOutputStream payload = new ByteArrayOutputStream();
      payload.write(i < entries.size() - 1 ? Dialect.CONTINUE : 0);
      for (Component c : entries.get(i)) {
        payload.write(c.flags);
        payload.write(c.text.length);
        payload.writeBytes(c.text);
      }
      encoded.add(SystemUseEntry.encode("SL", payload.toByteArray()));
    }
    return encoded;
  }
}
