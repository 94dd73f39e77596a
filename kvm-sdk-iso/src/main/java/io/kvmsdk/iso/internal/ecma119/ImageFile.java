package io.kvmsdk.iso.internal.ecma119;

import io.kvmsdk.error.FileErrors;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/**
 * An image in a file. Small reads go through one window, since directories and path tables lie side
 * by side; large ones go straight to the file. Safe for use by several threads.
 *
 * <p>An interrupt while a thread reads closes a {@link FileChannel} for all threads. That thread is
 * told so; for the others the file is opened again.
 */
public final class ImageFile implements ImageBytes, AutoCloseable {
  private static final int WINDOW = 1 << 16;

  private final Path file;
  private final Object identity;
  private final long length;
  private final ByteBuffer window = ByteBuffer.allocateDirect(WINDOW).limit(0);
  private long windowOffset;
  private volatile FileChannel channel;
  private volatile boolean closed;

  private ImageFile(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    this.length = channel.size();
    this.identity = identity(file);
  }

  private static Object identity(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
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
      fillWindow(offset);
    }
    target.put(window.slice((int) (offset - windowOffset), size));
  }

  /** After a failure the window is empty, not full of what was never read. */
  private void fillWindow(long offset) throws IOException {
    window.clear().limit((int) Math.min(WINDOW, length - offset));
    try {
      fill(offset, window);
      window.flip();
      windowOffset = offset;
    } catch (IOException e) {
      window.limit(0);
      throw e;
    }
  }

  private void fill(long offset, ByteBuffer target) throws IOException {
    long at = offset;
    while (target.hasRemaining()) {
      int count = readSome(target, at);
      if (count < 0) {
        throw new EOFException("the file has become shorter");
      }
      at += count;
    }
  }

  private int readSome(ByteBuffer target, long at) throws IOException {
    return (int) onChannel(c -> c.read(target, at));
  }

  /**
   * Moves a range to another channel; into files and sockets without reading it here.
   *
   * @return how many bytes, perhaps less than {@code count}, but at least 1
   */
  public long transferTo(long offset, long count, WritableByteChannel target) throws IOException {
    long transferred = onChannel(c -> c.transferTo(offset, count, target));
    if (transferred <= 0) {
      throw new EOFException("the file has become shorter");
    }
    return transferred;
  }

  /** What is done with a channel, and done again if that turns out to be closed. */
  private interface Attempt {
    long on(FileChannel open) throws IOException;
  }

  private long onChannel(Attempt attempt) throws IOException {
    while (true) {
      FileChannel current = channel;
      try {
        return attempt.on(current);
      } catch (ClosedChannelException e) {
        boolean ours = !current.isOpen();
        reopen(current);
        if (e instanceof ClosedByInterruptException || !ours) {
          throw e;
        }
      }
    }
  }

  /** Takes the place of a channel that an interrupt has closed. */
  private synchronized void reopen(FileChannel gone) throws IOException {
    if (closed) {
      throw new ClosedChannelException();
    }
    if (channel == gone && !gone.isOpen()) {
      FileChannel again = FileChannel.open(file);
      if (again.size() != length || !Objects.equals(identity(file), identity)) {
        again.close();
        throw new IOException("it has been replaced by another file");
      }
      channel = again;
    }
  }

  /** Whether it can be read: false once it was closed. */
  public boolean isOpen() {
    return !closed;
  }

  @Override
  public synchronized void close() {
    closed = true;
    try {
      channel.close();
    } catch (IOException e) {
      throw FileErrors.explain("closing", file, e);
    }
  }
}
