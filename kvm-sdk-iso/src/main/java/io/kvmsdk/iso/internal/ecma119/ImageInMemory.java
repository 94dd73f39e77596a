package io.kvmsdk.iso.internal.ecma119;

import java.nio.ByteBuffer;

/** A small image that is made rather than read. */
public record ImageInMemory(String name, byte[] bytes) implements ImageBytes {
  @Override
  public long length() {
    return bytes.length;
  }

  @Override
  public void read(long offset, ByteBuffer target) {
    target.put(bytes, Math.toIntExact(offset), target.remaining());
  }
}
