package io.kvmsdk.iso.internal.patch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.Objects;

/** A range of a patched image, front to back; what fails is a {@code KvmException}. */
public final class PatchedStream extends InputStream {
  private final PatchedImage image;
  private final long end;
  private long at;

  /** Closes {@code image} when it is closed. */
  public PatchedStream(PatchedImage image, long offset, long length) {
    this.image = image;
    this.at = offset;
    this.end = offset + length;
  }

  private long left() {
    return end - at;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    if (left() == 0) {
      return -1;
    }
    int count = (int) Math.min(left(), length);
    image.read(at, ByteBuffer.wrap(target, offset, count));
    at += count;
    if (left() == 0) {
      image.refuseChanged();
    }
    return count;
  }

  @Override
  public long skip(long count) {
    long skipped = Math.max(0, Math.min(count, left()));
    at += skipped;
    return skipped;
  }

  @Override
  public int available() {
    return (int) Math.min(left(), Integer.MAX_VALUE);
  }

  @Override
  public long transferTo(OutputStream out) throws IOException {
    long count = left();
    image.writeTo(Channels.newChannel(out), at, count, written -> at += written);
    return count;
  }

  @Override
  public void close() {
    image.close();
  }
}
