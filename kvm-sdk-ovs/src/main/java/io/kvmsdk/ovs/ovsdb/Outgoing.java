package io.kvmsdk.ovs.ovsdb;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Messages on their way out, first come, first served; bounded, since a server may stop reading
 * while its own replies back up.
 */
final class Outgoing {
  /** Bytes; a longer message waits until it is alone. */
  static final int MOST_UNSENT = 8 << 20;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Message> queue = new ArrayDeque<>();
  private long unsent;
  private boolean closed;

  /** A message, and whether it is on its way. */
  static final class Message {
    final byte[] bytes;
    private boolean taken;

    Message(byte[] bytes) {
      this.bytes = bytes;
    }
  }

  /**
   * Waits for room.
   *
   * @return whether it is queued; not if the deadline passed, or the connection ended
   */
  boolean put(Message message, Deadline deadline) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed && !hasRoom(message)) {
        if (deadline.left() <= 0) {
          return false;
        }
        changed.awaitNanos(deadline.left());
      }
      return add(message);
    } finally {
      lock.unlock();
    }
  }

  /** Queues the message if there is room for it now. */
  boolean offer(Message message) {
    lock.lock();
    try {
      return hasRoom(message) && add(message);
    } finally {
      lock.unlock();
    }
  }

  private boolean hasRoom(Message message) {
    return queue.isEmpty() || unsent + message.bytes.length <= MOST_UNSENT;
  }

  private boolean add(Message message) {
    if (closed) {
      return false;
    }
    queue.add(message);
    unsent += message.bytes.length;
    changed.signalAll();
    return true;
  }

  /** Waits for the next message to write; what is taken may have reached the server. */
  Message take() throws IOException {
    lock.lock();
    try {
      while (queue.isEmpty()) {
        if (closed) {
          throw new IOException("closed");
        }
        changed.awaitUninterruptibly();
      }
      Message next = queue.remove();
      next.taken = true;
      unsent -= next.bytes.length;
      changed.signalAll();
      return next;
    } finally {
      lock.unlock();
    }
  }

  /** Takes back what is not needed any more. Returns false if a part of it may have been sent. */
  boolean withdraw(Message message) {
    lock.lock();
    try {
      if (queue.remove(message)) {
        unsent -= message.bytes.length;
        changed.signalAll();
      }
      return !message.taken;
    } finally {
      lock.unlock();
    }
  }

  /** Lets go of all who wait, and of what waits. */
  void close() {
    lock.lock();
    try {
      closed = true;
      queue.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
