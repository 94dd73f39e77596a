package io.kvmsdk.qcow2;

import java.nio.ByteBuffer;

/**
 * Bytes that the guest sees at {@code offset}; neither end need be aligned.
 *
 * @param offset at least 0, in bytes of the virtual disk
 * @param data from its position to its limit; the buffer's own position is never moved
 */
public record Extent(long offset, ByteBuffer data) {
  public Extent {
    if (offset < 0) {
      throw new IllegalArgumentException("an extent cannot begin at " + offset);
    }
    Math.addExact(offset, data.remaining());
  }

  /** The offset behind the last byte. */
  public long end() {
    return offset + data.remaining();
  }
}
