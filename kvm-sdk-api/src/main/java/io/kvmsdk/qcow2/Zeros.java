package io.kvmsdk.qcow2;

import java.nio.ByteBuffer;

/** Bytes that are 0. */
final class Zeros {
  /** As many as are ever read or written at once. */
  private static final ByteBuffer ZEROS =
      ByteBuffer.allocateDirect(CopyPlan.BLOCK).asReadOnlyBuffer();

  private Zeros() {}

  /** So many zeros; {@link CopyPlan#BLOCK} at most. */
  static ByteBuffer of(int length) {
    return ZEROS.slice(0, length);
  }

  /** Whether all that remains in {@code bytes} is 0. */
  static boolean only(ByteBuffer bytes) {
    return only(bytes, bytes.position(), bytes.remaining());
  }

  /** As {@link #only(ByteBuffer)}; most blocks that hold data show it in their first bytes. */
  static boolean only(ByteBuffer bytes, int index, int length) {
    if (length >= Long.BYTES && bytes.getLong(index) != 0) {
      return false;
    }
    return bytes.slice(index, length).mismatch(of(length)) < 0;
  }
}
