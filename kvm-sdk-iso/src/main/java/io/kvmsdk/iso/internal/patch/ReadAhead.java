package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import java.nio.ByteBuffer;

/** An image read from front to back in small pieces, as directories are: few reads for many. */
final class ReadAhead implements ImageBytes {
  private static final int WINDOW = 64 << 10;

  private final ImageBytes image;
  private final ByteBuffer window = ByteBuffer.allocateDirect(WINDOW).limit(0);
  private long start;

  ReadAhead(ImageBytes image) {
    this.image = image;
  }

  @Override
  public String name() {
    return image.name();
  }

  @Override
  public long length() {
    return image.length();
  }

  @Override
  public void read(long offset, ByteBuffer target) {
    int length = target.remaining();
    if (length > WINDOW) {
      image.read(offset, target);
      return;
    }
    if (offset < start || offset + length > start + window.limit()) {
      start = offset;
      image.read(offset, window.clear().limit((int) Math.min(WINDOW, length() - offset)));
    }
    target.put(window.slice((int) (offset - start), length));
  }
}
