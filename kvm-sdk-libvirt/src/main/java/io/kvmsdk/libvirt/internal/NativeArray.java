package io.kvmsdk.libvirt.internal;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * An array of pointers that libvirt allocated, and that the caller must free, as must its items.
 */
final class NativeArray {
  private NativeArray() {}

  /** Reads all {@code count} items, then frees them and the array, whatever happens. */
  static <T> List<T> take(
      PointerByReference array, int count, Function<Pointer, T> read, Consumer<Pointer> free) {
    Pointer start = array.getValue();
    if (start == null) {
      return List.of();
    }
    Pointer[] items = start.getPointerArray(0, count);
    try {
      List<T> values = new ArrayList<>(count);
      for (Pointer item : items) {
        values.add(read.apply(item));
      }
      return List.copyOf(values);
    } finally {
      for (Pointer item : items) {
        free.accept(item);
      }
      Native.free(Pointer.nativeValue(start));
    }
  }

  /** Text of libvirt's, which is UTF-8; null stays null. */
  static String text(Pointer structure, long offset) {
    Pointer text = structure.getPointer(offset);
    return text == null ? null : text.getString(0, "UTF-8");
  }
}
