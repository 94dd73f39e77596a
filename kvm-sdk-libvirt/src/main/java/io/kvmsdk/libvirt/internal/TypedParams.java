package io.kvmsdk.libvirt.internal;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import io.kvmsdk.error.Subject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Arrays of {@code struct _virTypedParameter}: libvirt's lists of names and values. Read, whole
 * numbers of all kinds are {@code Long} (an unsigned one beyond its range keeps its bits), the
 * others {@code Double}, {@code Boolean} and {@code String}; written, each has the kind that the
 * call's documentation asks for. An instance is such an array on its way to libvirt; what it points
 * to stays as long as it is reachable, and libvirt keeps none of it.
 */
final class TypedParams {
  private static final int SIZE = 96;
  private static final int NAME_SIZE = 80;
  private static final int TYPE = 80;
  private static final int VALUE = 88;

  // enum virTypedParameterType
  private static final int INT = 1;
  private static final int UINT = 2;
  private static final int LLONG = 3;
  private static final int ULLONG = 4;
  private static final int DOUBLE = 5;
  private static final int BOOLEAN = 6;
  private static final int STRING = 7;

  private final List<Entry> entries = new ArrayList<>();

  /**
   * @param bits the value as it lies in the union
   * @param text keeps a text alive that {@code bits} points to; null otherwise
   */
  private record Entry(String name, int type, long bits, Memory text) {}

  /** Reads an array that somebody else frees. Of values of one name the last one counts. */
  static Map<String, Object> read(Pointer array, int count) {
    if (array == null || count <= 0) {
      return Map.of();
    }
    byte[] bytes = array.getByteArray(0, count * SIZE);
    ByteBuffer values = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    Map<String, Object> read = new LinkedHashMap<>(count * 2);
    for (int start = 0; start < bytes.length; start += SIZE) {
      read.put(name(bytes, start), value(values, start));
    }
    return read;
  }

  private static String name(byte[] bytes, int start) {
    int end = start;
    while (end < start + NAME_SIZE && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, start, end - start, StandardCharsets.UTF_8);
  }

  private static Object value(ByteBuffer values, int start) {
    int type = values.getInt(start + TYPE);
    return switch (type) {
      case INT -> (long) values.getInt(start + VALUE);
      case UINT -> Integer.toUnsignedLong(values.getInt(start + VALUE));
      case LLONG, ULLONG -> values.getLong(start + VALUE);
      case DOUBLE -> values.getDouble(start + VALUE);
      case BOOLEAN -> values.get(start + VALUE) != 0;
      case STRING -> text(values.getLong(start + VALUE));
      default -> "a value of type " + type + ", which is not known here";
    };
  }

  private static String text(long address) {
    return address == 0 ? "" : new Pointer(address).getString(0, "UTF-8");
  }

  /** Reads an array that libvirt made, and frees it. */
  static Map<String, Object> take(LibvirtApi api, PointerByReference array, IntByReference count) {
    Pointer start = array.getValue();
    try {
      return read(start, count.getValue());
    } finally {
      if (start != null) {
        api.virTypedParamsFree(start, count.getValue());
      }
    }
  }

  TypedParams addInt(String name, int value) {
    return add(name, INT, value, null);
  }

  TypedParams addUint(String name, int value) {
    return add(name, UINT, value, null);
  }

  TypedParams addLlong(String name, long value) {
    return add(name, LLONG, value, null);
  }

  TypedParams addUllong(String name, long value) {
    return add(name, ULLONG, value, null);
  }

  /** The same name may be added again where libvirt takes lists, as {@code migrate_disks}. */
  TypedParams addString(String name, String value) {
    NativeText.require(Subject.of("parameter", name), value);
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    Memory text = new Memory(utf8.length + 1L);
    text.write(0, utf8, 0, utf8.length);
    text.setByte(utf8.length, (byte) 0);
    return add(name, STRING, Pointer.nativeValue(text), text);
  }

  private TypedParams add(String name, int type, long bits, Memory text) {
    if (name.getBytes(StandardCharsets.UTF_8).length >= NAME_SIZE) {
      throw new IllegalArgumentException("libvirt has no parameter of such a long name: " + name);
    }
    entries.add(new Entry(name, type, bits, text));
    return this;
  }

  int count() {
    return entries.size();
  }

  /** The array for libvirt, null if there is nothing in it; this object must outlive the call. */
  Memory array() {
    if (entries.isEmpty()) {
      return null;
    }
    byte[] bytes = new byte[entries.size() * SIZE];
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    for (int i = 0; i < entries.size(); i++) {
      put(buffer, i * SIZE, entries.get(i));
    }
    Memory array = new Memory(bytes.length);
    array.write(0, bytes, 0, bytes.length);
    return array;
  }

  private static void put(ByteBuffer buffer, int start, Entry entry) {
    buffer.put(start, entry.name().getBytes(StandardCharsets.UTF_8));
    buffer.putInt(start + TYPE, entry.type());
    if (entry.type() == INT || entry.type() == UINT) {
      buffer.putInt(start + VALUE, (int) entry.bits());
    } else if (entry.type() == BOOLEAN) {
      buffer.put(start + VALUE, (byte) entry.bits());
    } else {
      buffer.putLong(start + VALUE, entry.bits());
    }
  }
}
