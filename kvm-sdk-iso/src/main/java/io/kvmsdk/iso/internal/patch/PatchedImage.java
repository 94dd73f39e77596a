package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.Subject;
import io.kvmsdk.iso.internal.patch.ImagePiece.InContent;
import io.kvmsdk.iso.internal.patch.ImagePiece.InFile;
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
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/**
 * The bytes of a patched image, at any offset: the differences, the original where there are none,
 * zeros beyond its end. Local files stay where they are until their bytes are asked for. Not safe
 * for use by several threads.
 */
public final class PatchedImage implements AutoCloseable {
  /** How often progress is told, an interrupt noticed, and a changed original. */
  private static final long STEP = 32L << 20;

  private static final int CHUNK = 1 << 18;

  private static final Content ZEROS = Content.of(new byte[0]);

  private final SourceFile original;
  private final FileChannel base;
  private final long length;
  private final TreeMap<Long, Difference> differences = new TreeMap<>();
  private SourceFile added;
  private FileChannel addedChannel;
  private long unchecked;

  private PatchedImage(
      SourceFile original, FileChannel base, long length, List<Difference> differences) {
    this.original = original;
    this.base = base;
    this.length = length;
    differences.forEach(d -> this.differences.put(d.offset(), d));
  }

  /**
   * Opens the original.
   *
   * @throws io.kvmsdk.error.ConflictException if it has changed; so do all methods below, if it, or
   *     a local file that was added, has
   */
  public static PatchedImage open(SourceFile original, long length, List<Difference> differences) {
    try {
      return new PatchedImage(original, original.open(), length, differences);
    } catch (IOException e) {
      throw FileErrors.explain("reading", original.file(), e);
    }
  }

  /** In bytes. */
  public long length() {
    return length;
  }

  SourceFile original() {
    return original;
  }

  Collection<Difference> differences() {
    return differences.values();
  }

  /** The original, and all local files that were added. */
  Set<Path> files() {
    Set<Path> files = new LinkedHashSet<>(Set.of(original.file()));
    for (Difference d : differences.values()) {
      if (d.content() instanceof Content.InFile added) {
        files.add(added.source().file());
      }
    }
    return files;
  }

  /** Fills {@code target} with what the original has, which the caller has checked. */
  void readOriginal(long offset, ByteBuffer target) {
    new InFile(original, base, offset, target.remaining()).read(target);
  }

  /** Fills {@code target} from {@code offset} on, with zeros beyond the end. */
  public void read(long offset, ByteBuffer target) {
    long at = offset;
    while (target.hasRemaining()) {
      ImagePiece piece = pieceAt(at);
      int count = (int) Math.min(target.remaining(), piece.length());
      piece.read(target.slice(target.position(), count));
      target.position(target.position() + count);
      at += count;
      checkAfter(count);
    }
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
    ImagePiece piece = pieceAt(at);
    long count = Math.min(most, piece.length());
    boolean system = target instanceof FileChannel || target instanceof SelectableChannel;
    if (system && piece instanceof InFile file) {
      return file.transferTo(target, Math.min(STEP, count));
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
      InFile rest = new InFile(original, base, at, original.size() - at);
      long written = rest.transferTo(out.position(at), Math.min(STEP, rest.length()));
      at += written;
      progress.accept(written);
    }
  }

  /** Writes what differs between two offsets to where it belongs; gives how many bytes that are. */
  long writeDifferences(FileChannel out, long from, long to, LongConsumer progress)
      throws IOException {
    long written = 0;
    for (Difference d : differences.values()) {
      long begin = Math.max(from, d.offset());
      long count = Math.min(to, d.end()) - begin;
      if (count > 0) {
        write(out.position(begin), begin, count, progress);
        written += count;
      }
    }
    return written;
  }

  private ImagePiece pieceAt(long offset) {
    Map.Entry<Long, Difference> below = differences.floorEntry(offset);
    if (below != null && offset < below.getValue().end()) {
      return pieceOf(below.getValue(), offset);
    }
    Long above = differences.higherKey(offset);
    long end = above == null ? Long.MAX_VALUE : above;
    return offset < original.size()
        ? new InFile(original, base, offset, Math.min(end, original.size()) - offset)
        : new InContent(ZEROS, 0, end - offset);
  }

  private ImagePiece pieceOf(Difference d, long offset) {
    long at = d.contentOffset() + offset - d.offset();
    long left = d.end() - offset;
    if (d.content() instanceof Content.InFile file && at < file.size()) {
      return new InFile(
          file.source(), channel(file.source()), at, Math.min(left, file.size() - at));
    }
    return new InContent(d.content(), at, left);
  }

  /** Only the last one stays open: there may be more added files than one may open at a time. */
  private FileChannel channel(SourceFile file) {
    if (!file.equals(added)) {
      try {
        closeAdded();
        addedChannel = file.open();
        added = file;
      } catch (IOException e) {
        throw FileErrors.explain("reading", file.file(), e);
      }
    }
    return addedChannel;
  }

  private void closeAdded() throws IOException {
    if (added != null) {
      addedChannel.close();
      SourceFile last = added;
      added = null;
      last.refuseChanged();
    }
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
      if (added != null) {
        added.refuseChanged();
      }
    } catch (IOException e) {
      throw FileErrors.explain("reading", original.file(), e);
    }
  }

  @Override
  public void close() {
    try (base;
        FileChannel alsoAdded = addedChannel) {
      added = null;
    } catch (IOException e) {
      throw FileErrors.explain("closing", original.file(), e);
    }
  }
}
