package io.kvmsdk.internal.zstd;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers in byte arrays, eight bytes in one access, whose bounds the JDK checks. */
final class LittleEndian {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private LittleEndian() {}

  static long longAt(byte[] bytes, int at) {
    return (long) LONG.get(bytes, at);
  }

  static void copyLong(byte[] from, int fromAt, byte[] to, int toAt) {
    LONG.set(to, toAt, (long) LONG.get(from, fromAt));
  }
}
