package io.kvmsdk.libvirt.internal;

import io.kvmsdk.domain.DomainEvent;
import io.kvmsdk.domain.Registration;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * One listener, on a thread of its own behind a bounded queue: it may block, throw, and call the
 * library, and neither libvirt's event loop nor another listener notices.
 */
final class Listening implements Registration {
  private static final Logger LOG = System.getLogger(Listening.class.getName());
  private static final int CAPACITY = 4096;

  private final Consumer<DomainEvent> listener;
  private final Consumer<Listening> onClose;
  private final Queue<DomainEvent> queue = new ArrayDeque<>();
  private boolean closed;
  private boolean overflowed;

  Listening(Consumer<DomainEvent> listener, Consumer<Listening> onClose) {
    this.listener = listener;
    this.onClose = onClose;
  }

  void start() {
    Thread thread = new Thread(this::run, "kvmsdk-libvirt-listener");
    thread.setDaemon(true);
    thread.start();
  }

  /** Queues the event, or drops it and says so if the listener is too far behind. */
  synchronized void offer(DomainEvent event) {
    if (closed) {
      return;
    }
    if (queue.size() < CAPACITY) {
      overflowed = false;
      queue.add(event);
      notifyAll();
    } else if (!overflowed) {
      overflowed = true;
      LOG.log(
          Level.WARNING,
          "a domain listener is {0} events behind; events are lost from {1} on",
          CAPACITY,
          event);
    }
  }

  private void run() {
    for (DomainEvent event = next(); event != null; event = next()) {
      try {
        listener.accept(event);
      } catch (RuntimeException | Error e) {
        LOG.log(Level.WARNING, "a domain listener failed on " + event, e);
      }
    }
  }

  /** The next event, or null once closed. */
  private synchronized DomainEvent next() {
    while (queue.isEmpty() && !closed) {
      try {
        wait();
      } catch (InterruptedException e) {
        // Left over from the listener's own work; nobody else knows this thread.
        LOG.log(Level.DEBUG, "a domain listener left its thread interrupted", e);
      }
    }
    return closed ? null : queue.remove();
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      queue.clear();
      notifyAll();
    }
    onClose.accept(this);
  }
}
