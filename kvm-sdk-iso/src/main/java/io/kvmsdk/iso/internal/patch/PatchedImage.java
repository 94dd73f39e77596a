package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.Subject;
import io.kvmsdk.iso.internal.ecma119.ImageFile;
import io.kvmsdk.iso.internal.patch.NewImage.Difference;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * A patched image as it is written: from front to back or in parts, at the speed of a copy, and
 * refused as soon as the files that it comes from are seen to have changed. Not safe for use by
 * several threads.
 */
public final class PatchedImage implements AutoCloseable {
  /** How often progress is told, an interrupt noticed, and a changed original. */
  private static final long STEP = 32L << 20;

  private static final int CHUNK = 1 << 18;

  private final SourceFile original;
  private final ImageFile base;
  private final PatchedBytes bytes;
  private long unchecked;

  private PatchedImage(SourceFile original, ImageFile base, PatchedBytes bytes) {
    this.original = original;
    this.base = base;
    this.bytes = bytes;
  }

  /**
   * Opens the original.
   *
   * @throws io.kvmsdk.error.ConflictException if it has changed; so do all methods below, if it, or
   *     a local file that was added, has
   */
  public static PatchedImage open(SourceFile original, long length, List<Difference> differences) {
    ImageFile base = ImageFile.open(original.file());
    try {
      original.refuseChanged();
      return new PatchedImage(original, base, new PatchedBytes(base, length, differences));
    } catch (IOException e) {
      base.close();
      throw FileErrors.explain("reading", original.file(), e);
    } catch (RuntimeException e) {
      base.close();
      throw e;
    }
  }

  /** In bytes. */
  public long length() {
    return bytes.length();
  }

  SourceFile original() {
    return original;
  }

  Collection<Difference> differences() {
    return bytes.differences();
  }

  /** The original, and all local files that were added. */
  Set<Path> files() {
    Set<Path> files = new LinkedHashSet<>(Set.of(original.file()));
    for (Difference d : differences()) {
      if (d.content() instanceof Content.InFile added) {
        files.add(added.source().file());
      }
    }
    return files;
  }

  /** Fills {@code target} with what the original has, which the caller has checked. */
  void readOriginal(long offset, ByteBuffer target) {
    base.read(offset, target);
  }

  /** Fills {@code target} from {@code offset} on, with zeros beyond the end. */
  public void read(long offset, ByteBuffer target) {
    int count = target.remaining();
    bytes.read(offset, target);
    checkAfter(count);
  }

  /** As {@link #read}, and makes sure that what has been read until now is what was planned. */
  public void readUnchanged(long offset, ByteBuffer target) {
    read(offset, target);
    refuseChanged();
  }

  /**
   * Writes {@code count} bytes from {@code offset} on; between two files, and from a file into a
   * socket, the kernel moves them.
   *
   * @param target if it can be non-blocking, in blocking mode
   * @param progress is told of every so many bytes written
   * @throws CancelledException if the thread is interrupted
   */
  public void writeTo(WritableByteChannel target, long offset, long count, LongConsumer progress) {
    if (target instanceof SelectableChannel s && !s.isBlocking()) {
      throw new IllegalBlockingModeException();
    }
    try {
      write(target, offset, count, progress);
    } catch (IOException e) {
      throw FileErrors.explain("streaming the remaster", original.file(), e);
    }
    refuseChanged();
  }

  private void write(WritableByteChannel target, long offset, long count, LongConsumer progress)
      throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK, count));
    for (long at = offset, end = offset + count; at < end; ) {
      refuseInterrupt();
      long written = writeSome(target, at, end - at, chunk);
      at += written;
      checkAfter(written);
      progress.accept(written);
    }
  }

  /** Other channels than the system's own would get 8 KiB at a time from {@code transferTo}. */
  private long writeSome(WritableByteChannel target, long at, long most, ByteBuffer chunk)
      throws IOException {
    ImagePiece piece = bytes.pieceAt(at);
    long count = Math.min(most, piece.length());
    boolean system = target instanceof FileChannel || target instanceof SelectableChannel;
    long moved = system ? piece.transferTo(target, Math.min(STEP, count)) : 0;
    if (moved > 0) {
      return moved;
    }
    piece.read(chunk.clear().limit((int) Math.min(chunk.capacity(), count)));
    chunk.flip();
    while (chunk.hasRemaining()) {
      target.write(chunk);
    }
    return chunk.limit();
  }

  /** Writes the original as it is, from the beginning of {@code out} on. */
  void writeOriginal(FileChannel out, LongConsumer progress) throws IOException {
    for (long at = 0; at < original.size(); ) {
      refuseInterrupt();
      long count = Math.min(STEP, original.size() - at);
      long written = base.transferTo(at, count, out.position(at));
      at += written;
      progress.accept(written);
    }
  }

  /** Writes what differs between two offsets to where it belongs; gives how many bytes that are. */
  long writeDifferences(FileChannel out, long from, long to, LongConsumer progress)
      throws IOException {
    long written = 0;
    for (Difference d : differences()) {
      long begin = Math.max(from, d.offset());
      long count = Math.min(to, d.end()) - begin;
      if (count > 0) {
        write(out.position(begin), begin, count, progress);
        written += count;
      }
    }
    return written;
  }

  private void refuseInterrupt() {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancelledException(
          Subject.of("ISO image", original.file()), "writing its remaster was interrupted", "");
    }
  }

  private void checkAfter(long count) {
    unchecked += count;
    if (unchecked >= STEP) {
      refuseChanged();
    }
  }

  /** Refuses to go on where what has been read may be neither the old bytes nor the new ones. */
  public void refuseChanged() {
    unchecked = 0;
    try {
      original.refuseChanged();
      bytes.refuseChangedFile();
    } catch (IOException e) {
      throw FileErrors.explain("reading", original.file(), e);
    }
  }

  @Override
  public void close() {
    try {
      bytes.close();
    } finally {
      base.close();
    }
  }
}
