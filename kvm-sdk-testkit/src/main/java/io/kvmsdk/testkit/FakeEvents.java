package io.kvmsdk.testkit;

import io.kvmsdk.event.Registration;
import io.kvmsdk.internal.driver.EventDriver;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The events of a fake host, through one connection. */
final class FakeEvents implements EventDriver {
  private final Connection connection;
  private final List<Registration> listeners = new CopyOnWriteArrayList<>();

  FakeEvents(Connection connection) {
    this.connection = connection;
  }

  @Override
  public <E> Registration listen(
      Class<E> family, Set<Class<? extends E>> kinds, Consumer<? super E> listener) {
    Registration registration =
        connection.call(
            Operation.DOMAIN_LOOKUP,
            connection.host.domains.subject("*"),
            () -> connection.host.events.listen(family, kinds, listener));
    listeners.add(registration);
    return () -> {
      listeners.remove(registration);
      registration.close();
    };
  }

  void close() {
    listeners.forEach(Registration::close);
  }
}
