package io.kvmsdk.ovs.ovsdb;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Notifications on their way to those who follow a connection, on a thread of their own, in the
 * order in which they came.
 *
 * <p>A server merges updates for a client that does not read, but drops one that does not answer
 * its probes, either. So where the followers are slow, the reader pauses for a moment, and if that
 * does not help, the connection is given up: nothing is left out without a word.
 */
final class Notifications {
  /** What may wait to be delivered, by {@link MessageStream#weight}. */
  static final long MOST_QUEUED = Math.min(64 << 20, MessageStream.HEAVIEST_MESSAGE / 2);

  /** Less than the five seconds after which a server probes. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private record Waiting(Notification notification, long weight) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Waiting> queue = new ArrayDeque<>();
  private final String name;
  private final Consumer<Notification> consumer;
  private final Runnable last;
  private long queued;
  private boolean started;
  private boolean closed;

  /**
   * @param last runs once, after the last notification
   */
  Notifications(String name, Consumer<Notification> consumer, Runnable last) {
    this.name = name;
    this.consumer = consumer;
    this.last = last;
  }

  /** What the server says comes from the reader alone. */
  void add(Notification notification, long weight) throws IOException {
    Deadline deadline = Deadline.in(PATIENCE);
    lock.lock();
    try {
      while (!closed && !queue.isEmpty() && queued + weight > MOST_QUEUED) {
        if (deadline.left() <= 0) {
          throw new SlowListenerException();
        }
        changed.awaitNanos(deadline.left());
      }
      if (!closed) {
        queue.add(new Waiting(notification, weight));
        queued += weight;
        start();
      }
    } catch (InterruptedException e) {
      throw new IOException("the reader was interrupted", e);
    } finally {
      lock.unlock();
    }
  }

  /** Drops what waits, and has the end told. */
  void close() {
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        queue.clear();
        start();
      }
    } finally {
      lock.unlock();
    }
  }

  private void start() {
    changed.signalAll();
    if (!started) {
      started = true;
      JsonRpcConnection.daemon(this::deliverAll, name).start();
    }
  }

  private void deliverAll() {
    for (Notification next = take(); next != null; next = take()) {
      consumer.accept(next);
    }
    last.run();
  }

  private Notification take() {
    lock.lock();
    try {
      while (queue.isEmpty() && !closed) {
        changed.awaitUninterruptibly();
      }
      if (closed) {
        return null;
      }
      Waiting next = queue.remove();
      queued -= next.weight();
      changed.signalAll();
      return next.notification();
    } finally {
      lock.unlock();
    }
  }

  /** The application's fault, not the server's. */
  static final class SlowListenerException extends IOException {
    private static final long serialVersionUID = 1L;

    SlowListenerException() {
      super("those who listen to it are slower than the server");
    }
  }
}
