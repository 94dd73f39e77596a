package io.kvmsdk.libvirt.internal;

import io.kvmsdk.event.GapCause;
import io.kvmsdk.event.Registration;
import io.kvmsdk.internal.driver.EventDriver;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One listener, on a thread of its own behind a bounded queue: it may block, throw, and call the
 * library, and neither libvirt's event loop nor another listener notices.
 */
final class Listening<E> implements Registration {
  static final int CAPACITY = 4096;

  private static final Logger LOG = System.getLogger(Listening.class.getName());

  private final Class<E> family;
  private final Set<Class<? extends E>> kinds;
  private final Consumer<? super E> listener;
  private final Runnable onTold;
  private final Consumer<Listening<E>> onClose;
  private final Queue<E> queue = new ArrayDeque<>();
  private boolean closed;
  private boolean overflowed;

  /**
   * @param onTold called after each event, on the listener's thread
   */
  Listening(
      Class<E> family,
      Set<Class<? extends E>> kinds,
      Consumer<? super E> listener,
      Runnable onTold,
      Consumer<Listening<E>> onClose) {
    this.family = family;
    this.kinds = Set.copyOf(kinds);
    this.listener = listener;
    this.onTold = onTold;
    this.onClose = onClose;
  }

  void start() {
    Thread thread = new Thread(this::run, "kvmsdk-libvirt-listener");
    thread.setDaemon(true);
    thread.start();
  }

  Set<Class<? extends E>> kinds() {
    return kinds;
  }

  void offer(Object event) {
    if (family.isInstance(event) && kinds.stream().anyMatch(kind -> kind.isInstance(event))) {
      add(family.cast(event));
    }
  }

  void gap(GapCause cause) {
    add(EventDriver.gap(family, cause));
  }

  /** A listener that is too far behind hears of a gap once it has caught up, and goes on there. */
  private synchronized void add(E event) {
    if (closed || overflowed) {
      return;
    }
    if (queue.size() < CAPACITY) {
      queue.add(event);
      notifyAll();
    } else {
      overflowed = true;
      LOG.log(Level.WARNING, "a listener is {0} events behind; it misses {1}", CAPACITY, event);
    }
  }

  private void run() {
    for (E event = next(); event != null; event = next()) {
      try {
        listener.accept(event);
      } catch (Throwable e) { // checked exceptions, too: not every language has them
        LOG.log(Level.WARNING, "a listener failed on " + event, e);
      }
      onTold.run();
    }
  }

  /** The next event, or null once closed. */
  private synchronized E next() {
    while (queue.isEmpty() && !overflowed && !closed) {
      try {
        wait();
      } catch (InterruptedException e) {
        // Left over from the listener's own work; nobody else knows this thread.
        LOG.log(Level.DEBUG, "a listener left its thread interrupted", e);
      }
    }
    if (closed) {
      return null;
    }
    if (queue.isEmpty()) {
      overflowed = false;
      return EventDriver.gap(family, GapCause.OVERFLOW);
    }
    return queue.remove();
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
