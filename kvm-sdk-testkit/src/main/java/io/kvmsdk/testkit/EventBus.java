package io.kvmsdk.testkit;

import io.kvmsdk.event.GapCause;
import io.kvmsdk.event.Registration;
import io.kvmsdk.internal.driver.EventDriver;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Tells listeners of events, in order, each on a thread of its own where it may block. */
final class EventBus {
  private static final System.Logger LOG = System.getLogger(EventBus.class.getName());

  private final List<Listener<?>> listeners = new CopyOnWriteArrayList<>();
  private final Hearing hearing;

  /** Events of a host whose time waits for {@code hearing}. */
  EventBus(Hearing hearing) {
    this.hearing = hearing;
  }

  /** As {@link EventDriver#listen}. */
  <E> Registration listen(
      Class<E> family, Set<Class<? extends E>> kinds, Consumer<? super E> consumer) {
    Listener<E> listener = new Listener<>(family, kinds, consumer);
    listeners.add(listener);
    return listener;
  }

  void emit(Object event) {
    listeners.forEach(l -> l.offer(event));
  }

  void gap(GapCause cause) {
    listeners.forEach(l -> l.gap(cause));
  }

  private final class Listener<E> implements Registration {
    private final Class<E> family;
    private final Set<Class<? extends E>> kinds;
    private final Consumer<? super E> consumer;
    private final ExecutorService thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread t = new Thread(task, "fake-events");
              t.setDaemon(true);
              return t;
            });

    Listener(Class<E> family, Set<Class<? extends E>> kinds, Consumer<? super E> consumer) {
      this.family = family;
      this.kinds = Set.copyOf(kinds);
      this.consumer = consumer;
    }

    void offer(Object event) {
      if (family.isInstance(event) && kinds.stream().anyMatch(kind -> kind.isInstance(event))) {
        tell(family.cast(event));
      }
    }

    void gap(GapCause cause) {
      tell(EventDriver.gap(family, cause));
    }

    private synchronized void tell(E event) {
      if (!thread.isShutdown()) {
        thread.execute(hearing.of(() -> accept(event)));
      }
    }

    private void accept(E event) {
      try {
        if (listeners.contains(this)) {
          consumer.accept(event);
        }
      } catch (Throwable e) { // checked exceptions, too: not every language has them
        LOG.log(System.Logger.Level.WARNING, "a listener failed on " + event, e);
      }
    }

    @Override
    public synchronized void close() {
      listeners.remove(this);
      thread.shutdown();
    }
  }
}
