package io.kvmsdk.libvirt.internal;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.LongConsumer;

/**
 * Some native memory for each thread, where a call puts a small structure that is read at once:
 * nothing is allocated for it, and reading it is no native call.
 */
final class Scratch {
  private static final int SIZE = 128;
  private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

  private final ByteBuffer bytes = ByteBuffer.allocateDirect(SIZE).order(ByteOrder.nativeOrder());
  private final long address = Pointer.nativeValue(Native.getDirectBufferPointer(bytes));

  private Scratch() {}

  /** This thread's, with the content of its last use. */
  static Scratch get() {
    return OF_THREAD.get();
  }

  /** Has {@code call} put as many bytes as there is room for, and copies them there. */
  static void fill(byte[] bytes, LongConsumer call) {
    Scratch scratch = get();
    call.accept(scratch.address);
    scratch.bytes.get(0, bytes);
  }

  long address() {
    return address;
  }

  void putLong(int offset, long value) {
    bytes.putLong(offset, value);
  }

  int getInt(int offset) {
    return bytes.getInt(offset);
  }

  short getShort(int offset) {
    return bytes.getShort(offset);
  }

  byte getByte(int offset) {
    return bytes.get(offset);
  }

  long getLong(int offset) {
    return bytes.getLong(offset);
  }
}
