package io.kvmsdk.iso.internal.build;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.Subject;
import io.kvmsdk.iso.internal.patch.Content;
import io.kvmsdk.iso.internal.patch.SourceFile;
import io.kvmsdk.progress.Job;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.WritableByteChannel;

/**
 * Writes contents one after the other. Small ones are gathered in a buffer, since a system call for
 * each would cost more than their bytes; large files go from channel to channel.
 */
final class FrontToBack {
  private static final int BUFFER = 1 << 20;

  /** From here on, the kernel copies faster than we do. */
  private static final long LARGE = 1 << 18;

  /** How often progress is told. */
  private static final long STEP = 32L << 20;

  private final WritableByteChannel out;
  private final Job job;
  private final boolean system;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
  private long written;

  FrontToBack(WritableByteChannel out, Job job) {
    this.out = out;
    this.job = job;
    this.system = out instanceof FileChannel || out instanceof SelectableChannel;
  }

  /** Writes zeros up to {@code offset}, and then the content. */
  void write(long offset, Content content) throws IOException {
    zeros(offset);
    if (content instanceof Content.InFile file) {
      copy(file.source());
    } else {
      copy(content);
    }
  }

  /** Writes zeros up to {@code length}, and whatever still waits. */
  void end(long length) throws IOException {
    zeros(length);
    flush();
  }

  private long position() {
    return written + buffer.position();
  }

  private void zeros(long offset) throws IOException {
    if (offset < position()) {
      throw new IllegalStateException(
          "%d is to be written, but %d is reached already".formatted(offset, position()));
    }
    while (position() < offset) {
      room();
      buffer.put(new byte[(int) Math.min(buffer.remaining(), offset - position())]);
    }
  }

  private void copy(Content content) throws IOException {
    long done = 0;
    while (done < content.size()) {
      room();
      int count = (int) Math.min(buffer.remaining(), content.size() - done);
      content.read(done, buffer.slice(buffer.position(), count));
      buffer.position(buffer.position() + count);
      done += count;
    }
  }

  private void copy(SourceFile file) throws IOException {
    try (FileChannel in = open(file)) {
      if (file.size() < LARGE || !system) {
        read(in, file);
      } else {
        flush();
        transfer(in, file);
      }
      file.refuseChanged();
    }
  }

  private static FileChannel open(SourceFile file) {
    try {
      return FileChannel.open(file.file());
    } catch (IOException e) {
      throw FileErrors.explain("opening", file.file(), e);
    }
  }

  private void read(FileChannel in, SourceFile file) throws IOException {
    long left = file.size();
    while (left > 0) {
      room();
      int most = (int) Math.min(buffer.remaining(), left);
      int count = read(in, file, buffer.slice(buffer.position(), most));
      refuseEnd(count, file);
      buffer.position(buffer.position() + count);
      left -= count;
    }
  }

  private static int read(FileChannel in, SourceFile file, ByteBuffer target) {
    try {
      return in.read(target);
    } catch (IOException e) {
      throw FileErrors.explain("reading", file.file(), e);
    }
  }

  private void transfer(FileChannel in, SourceFile file) throws IOException {
    long at = 0;
    while (at < file.size()) {
      long count = in.transferTo(at, Math.min(STEP, file.size() - at), out);
      refuseEnd(count, file);
      at += count;
      advance(count);
    }
  }

  private static void refuseEnd(long count, SourceFile file) {
    if (count <= 0) {
      throw new ConflictException(
          Subject.of("file", file.file()),
          "it has become shorter while it was read",
          "Build the image again when nothing writes to the file");
    }
  }

  /** Makes sure that the buffer can take something. */
  private void room() throws IOException {
    if (!buffer.hasRemaining()) {
      flush();
    }
  }

  private void flush() throws IOException {
    buffer.flip();
    int count = buffer.remaining();
    while (buffer.hasRemaining()) {
      out.write(buffer);
    }
    buffer.clear();
    advance(count);
  }

  private void advance(long count) {
    written += count;
    job.advance(count);
  }
}
