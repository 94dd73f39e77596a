package io.kvmsdk.libvirt.internal;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the calls in what a client sends to the daemon: packets of libvirt's RPC protocol, whose
 * first two numbers are their length and their program. Keepalive is another program.
 */
final class RequestCount {
  private static final int REMOTE_PROGRAM = 0x20008086;

  private final ByteBuffer head = ByteBuffer.allocate(8);
  private final AtomicInteger requests;
  private int rest;

  /** Counts in {@code requests} what one client sends. */
  RequestCount(AtomicInteger requests) {
    this.requests = requests;
  }

  /** Looks at the next bytes of the stream; they stay as they are. */
  void sent(ByteBuffer bytes) {
    ByteBuffer view = bytes.duplicate();
    while (view.hasRemaining()) {
      if (rest > 0) {
        int skipped = Math.min(rest, view.remaining());
        view.position(view.position() + skipped);
        rest -= skipped;
      } else {
        readHead(view);
      }
    }
  }

  private void readHead(ByteBuffer view) {
    head.put(view.get());
    if (!head.hasRemaining()) {
      head.flip();
      rest = head.getInt() - head.capacity();
      if (head.getInt() == REMOTE_PROGRAM) {
        requests.incrementAndGet();
      }
      head.clear();
    }
  }
}
