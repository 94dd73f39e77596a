package io.kvmsdk.iso.internal.ecma119;

import java.nio.ByteBuffer;

/** A small image that is made rather than read. */
public final class ImageInMemory implements ImageBytes {
  private final String name;
  private final byte[] bytes;

  /** Takes the bytes as they are, without a copy. */
  public ImageInMemory(String name, byte[] bytes) {
    this.name = name;
    this.bytes = bytes;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long length() {
    return bytes.length;
  }

  @Override
  public void read(long offset, ByteBuffer target) {
    target.put(bytes, Math.toIntExact(offset), target.remaining());
  }

  /** The whole image. */
  public ByteBuffer all() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }
}
