package io.kvmsdk.qcow2;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.Objects;

/** A position in a disk. */
final class DiskChannel implements SeekableByteChannel {
  private final QcowDisk disk;
  private long position;
  private boolean open = true;

  DiskChannel(QcowDisk disk) {
    this.disk = disk;
  }

  @Override
  public synchronized int read(ByteBuffer dst) throws ClosedChannelException {
    checkOpen();
    if (position >= disk.bytes()) {
      return -1;
    }
    int length = (int) Math.min(dst.remaining(), disk.bytes() - position);
    int limit = dst.limit();
    dst.limit(dst.position() + length);
    try {
      disk.read(position, dst);
    } finally {
      dst.limit(limit);
    }
    position += length;
    return length;
  }

  @Override
  public int write(ByteBuffer src) {
    throw new NonWritableChannelException();
  }

  @Override
  public synchronized long position() throws ClosedChannelException {
    checkOpen();
    return position;
  }

  @Override
  public synchronized SeekableByteChannel position(long newPosition) throws ClosedChannelException {
    checkOpen();
    position = Objects.checkIndex(newPosition, Long.MAX_VALUE);
    return this;
  }

  @Override
  public long size() throws ClosedChannelException {
    checkOpen();
    return disk.bytes();
  }

  @Override
  public SeekableByteChannel truncate(long size) {
    throw new NonWritableChannelException();
  }

  @Override
  public synchronized boolean isOpen() {
    return open;
  }

  @Override
  public synchronized void close() {
    open = false;
  }

  private synchronized void checkOpen() throws ClosedChannelException {
    if (!open) {
      throw new ClosedChannelException();
    }
  }
}
