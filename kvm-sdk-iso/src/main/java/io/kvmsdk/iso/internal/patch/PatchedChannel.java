package io.kvmsdk.iso.internal.patch;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/** A patched image as a file that is open for reading; what fails is a {@code KvmException}. */
public final class PatchedChannel implements SeekableByteChannel {
  private final PatchedImage image;
  private boolean open = true;
  private long position;

  /** Closes {@code image} when it is closed. */
  public PatchedChannel(PatchedImage image) {
    this.image = image;
  }

  @Override
  public int read(ByteBuffer target) throws ClosedChannelException {
    refuseClosed();
    long left = image.length() - position;
    if (left <= 0) {
      return -1;
    }
    int count = (int) Math.min(left, target.remaining());
    image.read(position, target.slice(target.position(), count));
    target.position(target.position() + count);
    position += count;
    if (count == left) {
      image.refuseChanged();
    }
    return count;
  }

  @Override
  public long position() throws ClosedChannelException {
    refuseClosed();
    return position;
  }

  @Override
  public PatchedChannel position(long newPosition) throws ClosedChannelException {
    refuseClosed();
    if (newPosition < 0) {
      throw new IllegalArgumentException("a position cannot be " + newPosition);
    }
    position = newPosition;
    return this;
  }

  @Override
  public long size() throws ClosedChannelException {
    refuseClosed();
    return image.length();
  }

  private void refuseClosed() throws ClosedChannelException {
    if (!open) {
      throw new ClosedChannelException();
    }
  }

  @Override
  public int write(ByteBuffer source) {
    throw new NonWritableChannelException();
  }

  @Override
  public PatchedChannel truncate(long size) {
    throw new NonWritableChannelException();
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() {
    open = false;
    image.close();
  }
}
