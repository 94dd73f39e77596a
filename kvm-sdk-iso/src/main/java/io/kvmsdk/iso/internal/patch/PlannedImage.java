package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.patch.NewImage.Difference;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The whole new image, as it will be read: the original, and over it what differs. It is meant to
 * be read from front to back; a window keeps small reads from opening files again and again.
 */
final class PlannedImage implements ImageBytes {
  private static final int WINDOW = 1 << 20;

  private final ImageBytes base;
  private final long length;
  private final TreeMap<Long, Difference> differences = new TreeMap<>();
  private final ByteBuffer window = ByteBuffer.allocate(WINDOW).limit(0);
  private long windowOffset;

  PlannedImage(ImageBytes base, List<Difference> differences, long length) {
    this.base = base;
    this.length = length;
    differences.forEach(d -> this.differences.put(d.offset(), d));
  }

  @Override
  public String name() {
    return base.name();
  }

  @Override
  public long length() {
    return length;
  }

  /**
   * {@inheritDoc}
   *
   * @throws CancelledException if the thread was interrupted
   */
  @Override
  public void read(long offset, ByteBuffer target) {
    for (long at = offset; target.hasRemaining(); ) {
      if (at < windowOffset || at >= windowOffset + window.limit()) {
        fill(at);
      }
      int inWindow = (int) (at - windowOffset);
      int count = Math.min(target.remaining(), window.limit() - inWindow);
      target.put(window.slice(inWindow, count));
      at += count;
    }
  }

  private void fill(long offset) {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancelledException(
          Subject.of("ISO image", name()), "reading the new image was interrupted", "");
    }
    windowOffset = offset;
    window.clear().limit((int) Math.min(WINDOW, length - offset));
    while (window.hasRemaining()) {
      long at = offset + window.position();
      Map.Entry<Long, Difference> before = differences.floorEntry(at);
      Map.Entry<Long, Difference> next = differences.higherEntry(at);
      long until = next == null ? length : next.getKey();
      if (before != null && at < before.getKey() + before.getValue().length()) {
        Difference d = before.getValue();
        copyDifference(d, at, Math.min(until, d.offset() + d.length()));
      } else {
        copyOriginal(at, until);
      }
    }
    window.flip();
  }

  private ByteBuffer part(long from, long until) {
    int count = (int) Math.min(window.remaining(), until - from);
    ByteBuffer part = window.slice(window.position(), count);
    window.position(window.position() + count);
    return part;
  }

  private void copyDifference(Difference d, long from, long until) {
    d.content().read(d.contentOffset() + from - d.offset(), part(from, until));
  }

  /** Zeros follow the end of the original. */
  private void copyOriginal(long from, long until) {
    if (from < base.length()) {
      base.read(from, part(from, Math.min(until, base.length())));
    } else {
      ByteBuffer zeros = part(from, until);
      zeros.put(new byte[zeros.remaining()]);
    }
  }
}
