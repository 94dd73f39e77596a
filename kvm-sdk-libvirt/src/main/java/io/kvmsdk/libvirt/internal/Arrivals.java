package io.kvmsdk.libvirt.internal;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.ConsoleDriver.Line;
import java.util.Arrays;

/** Bytes that came over a line and wait for a reader, and how it ended: a bounded ring. */
final class Arrivals {
  static final int MOST = 16 << 20;

  private byte[] ring = new byte[4096];
  private int first;
  private int size;
  private boolean ended;
  private KvmException failure;

  /** False if there is no room, and then nothing is taken. */
  synchronized boolean add(byte[] bytes) {
    if (ended || size + bytes.length > MOST) {
      return false;
    }
    grow(size + bytes.length);
    int start = (first + size) % ring.length;
    int straight = Math.min(bytes.length, ring.length - start);
    System.arraycopy(bytes, 0, ring, start, straight);
    System.arraycopy(bytes, straight, ring, 0, bytes.length - straight);
    size += bytes.length;
    return true;
  }

  private void grow(int due) {
    if (due > ring.length) {
      byte[] larger = new byte[Math.min(MOST, Math.max(due, 2 * ring.length))];
      int count = peek(larger, 0, size);
      ring = larger;
      first = 0;
      size = count;
    }
  }

  private int peek(byte[] into, int offset, int length) {
    int count = Math.min(size, length);
    int straight = Math.min(count, ring.length - first);
    System.arraycopy(ring, first, into, offset, straight);
    System.arraycopy(ring, 0, into, offset + straight, count - straight);
    return count;
  }

  /** Up to {@code length} bytes; once all are taken, the end. */
  synchronized int take(byte[] into, int offset, int length) {
    int count = peek(into, offset, length);
    first = (first + count) % ring.length;
    size -= count;
    if (count > 0 || !ended) {
      return count;
    }
    if (failure != null) {
      throw failure;
    }
    return Line.END;
  }

  /** Nothing comes any more, for the reason {@code why}; null for a guest that is done. */
  synchronized void end(KvmException why) {
    if (!ended) {
      ended = true;
      failure = why;
    }
  }

  /** As {@link #end}, and forgets what nobody will read. */
  synchronized void close(KvmException why) {
    ended = true;
    failure = why;
    size = 0;
    ring = Arrays.copyOf(ring, 1);
    first = 0;
  }

  /** Nobody is there any more to write to. */
  synchronized void refuseEnded(Subject subject) {
    if (failure != null) {
      throw failure;
    }
    if (ended) {
      throw new ConflictException(
          subject, "the guest has stopped", "Start the domain, and open it again");
    }
  }

  synchronized boolean ended() {
    return ended;
  }
}
