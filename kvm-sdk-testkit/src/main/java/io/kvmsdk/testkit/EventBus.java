package io.kvmsdk.testkit;

import io.kvmsdk.domain.DomainEvent;
import io.kvmsdk.domain.Registration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Tells listeners of events, in order, each on a thread of its own where it may block. */
final class EventBus {
  private static final System.Logger LOG = System.getLogger(EventBus.class.getName());

  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final Hearing hearing;

  /** Events of a host whose time waits for {@code hearing}. */
  EventBus(Hearing hearing) {
    this.hearing = hearing;
  }

  Registration listen(Consumer<DomainEvent> consumer) {
    Listener listener = new Listener(consumer);
    listeners.add(listener);
    return listener;
  }

  void emit(DomainEvent event) {
    listeners.forEach(l -> l.tell(event));
  }

  private final class Listener implements Registration {
    private final Consumer<DomainEvent> consumer;
    private final ExecutorService thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread t = new Thread(task, "fake-domain-events");
              t.setDaemon(true);
              return t;
            });

    Listener(Consumer<DomainEvent> consumer) {
      this.consumer = consumer;
    }

    synchronized void tell(DomainEvent event) {
      if (!thread.isShutdown()) {
        thread.execute(hearing.of(() -> accept(event)));
      }
    }

    private void accept(DomainEvent event) {
      try {
        if (listeners.contains(this)) {
          consumer.accept(event);
        }
      } catch (RuntimeException e) {
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
