package io.kvmsdk.iso.internal.ecma119;

import io.kvmsdk.error.FileErrors;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * An image in a file. Small reads go through one window, since directories and path tables lie side
 * by side; large ones go straight to the file. Safe for use by several threads.
 */
public final class ImageFile implements ImageBytes, AutoCloseable {
  private static final int WINDOW = 1 << 16;

  private final Path file;
  private final FileChannel channel;
  private final long length;
  private final ByteBuffer window = ByteBuffer.allocateDirect(WINDOW).limit(0);
  private long windowOffset;

  private ImageFile(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    this.length = channel.size();
  }

  /**
   * Opens a file for reading.
   *
   * @throws io.kvmsdk.error.KvmException if the file cannot be opened
   */
  public static ImageFile open(Path file) {
    try {
      FileChannel channel = FileChannel.open(file);
      try {
        return new ImageFile(file, channel);
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw FileErrors.explain("opening", file, e);
    }
  }

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public void read(long offset, ByteBuffer target) {
    try {
      if (target.remaining() > WINDOW / 2) {
        fill(offset, target);
      } else {
        readThroughWindow(offset, target);
      }
    } catch (IOException e) {
      throw FileErrors.explain("reading", file, e);
    }
  }

  private synchronized void readThroughWindow(long offset, ByteBuffer target) throws IOException {
    int size = target.remaining();
    if (offset < windowOffset || offset + size > windowOffset + window.limit()) {
      window.clear().limit((int) Math.min(WINDOW, length - offset));
      windowOffset = offset;
      fill(offset, window);
      window.flip();
    }
    target.put(window.slice((int) (offset - windowOffset), size));
  }

  private void fill(long offset, ByteBuffer target) throws IOException {
    long at = offset;
    while (target.hasRemaining()) {
      int count = channel.read(target, at);
      if (count < 0) {
        throw new EOFException("the file has become shorter");
      }
      at += count;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw FileErrors.explain("closing", file, e);
    }
  }
}
