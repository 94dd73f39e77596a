package io.kvmsdk.internal.driver;

import io.kvmsdk.domain.DomainEvent;
import io.kvmsdk.error.Subject;
import io.kvmsdk.event.Registration;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The events of one domain. */
final class DomainEvents {
  private final Driver driver;
  private final ObjectRef domain;

  DomainEvents(Driver driver, ObjectRef domain) {
    this.driver = driver;
    this.domain = domain;
  }

  Registration listen(Set<Class<? extends DomainEvent>> kinds, Consumer<DomainEvent> listener) {
    return driver
        .events()
        .listen(
            DomainEvent.class,
            kinds,
            event -> {
              if (concerns(event)) {
                listener.accept(event);
              }
            });
  }

  /** A gap concerns everyone. */
  private boolean concerns(DomainEvent event) {
    return !(event instanceof DomainEvent.OfDomain of) || of.uuid().equals(domain.uuid());
  }

  /**
   * @param lastSeen how the domain is by the end of a vain wait: one that crashed tells no more
   */
  <E extends DomainEvent.OfDomain> E await(
      Class<E> kind,
      Predicate<? super E> wanted,
      Runnable action,
      Duration atMost,
      Supplier<String> lastSeen) {
    CompletableFuture<E> seen = new CompletableFuture<>();
    AtomicReference<DomainEvent> last = new AtomicReference<>();
    Consumer<DomainEvent> listener =
        event -> {
          last.set(event);
          try {
            if (kind.isInstance(event) && wanted.test(kind.cast(event))) {
              seen.complete(kind.cast(event));
            }
          } catch (Throwable e) { // who waits is to know; of checked ones, too
            seen.completeExceptionally(e);
          }
        };
    try (Registration listening = listen(Set.of(kind), listener)) {
      action.run();
      return driver
          .pacer()
          .await(
              Subject.of("domain", domain.name()),
              "waiting for the event " + kind.getSimpleName(),
              atMost,
              () -> seen.isDone() ? Optional.of(DomainJobWatch.result(seen)) : Optional.empty(),
              () ->
                  (last.get() == null
                          ? "No such event came. "
                          : "The last was " + last.get() + ". ")
                      + lastSeen.get());
    }
  }
}
