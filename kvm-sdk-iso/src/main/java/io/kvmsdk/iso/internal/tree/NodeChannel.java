package io.kvmsdk.iso.internal.tree;

import io.kvmsdk.error.KvmException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.function.BooleanSupplier;

/** The data of a file as a channel, for reading. Safe for use by several threads. */
public final class NodeChannel implements SeekableByteChannel {
  private final NodeData data;
  private final BooleanSupplier imageOpen;
  private boolean closed;
  private long position;

  /**
   * @param imageOpen whether the data can still be read: the channel is closed with the image
   */
  public NodeChannel(NodeData data, BooleanSupplier imageOpen) {
    this.data = data;
    this.imageOpen = imageOpen;
  }

  @Override
  public synchronized int read(ByteBuffer target) throws IOException {
    refuseClosed();
    try {
      int count = data.read(position, target);
      position += Math.max(0, count);
      return count;
    } catch (KvmException e) {
      refuseClosed();
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public synchronized long position() throws IOException {
    refuseClosed();
    return position;
  }

  @Override
  public synchronized SeekableByteChannel position(long newPosition) throws IOException {
    refuseClosed();
    if (newPosition < 0) {
      throw new IllegalArgumentException("a negative position: " + newPosition);
    }
    position = newPosition;
    return this;
  }

  @Override
  public synchronized long size() throws IOException {
    refuseClosed();
    return data.size();
  }

  @Override
  public int write(ByteBuffer source) {
    throw new NonWritableChannelException();
  }

  @Override
  public SeekableByteChannel truncate(long size) {
    throw new NonWritableChannelException();
  }

  @Override
  public synchronized boolean isOpen() {
    return !closed && imageOpen.getAsBoolean();
  }

  @Override
  public synchronized void close() {
    closed = true;
    data.release();
  }

  private void refuseClosed() throws ClosedChannelException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
  }
}
