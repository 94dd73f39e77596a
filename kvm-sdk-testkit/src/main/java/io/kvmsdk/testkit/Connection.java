package io.kvmsdk.testkit;

import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.event.GapCause;
import io.kvmsdk.internal.driver.KnownFailure;
import java.net.URI;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** One connection to a fake host: every call goes through here, one at a time. */
final class Connection {
  final FakeHost host;
  final URI uri;
  private final boolean readOnly;
  private boolean closed;

  Connection(FakeHost host, URI uri, boolean readOnly) {
    this.host = host;
    this.uri = uri;
    this.readOnly = readOnly;
  }

  /**
   * Makes one call.
   *
   * @param subject what it is about; may find that this is not there
   * @param action is given what to tell as the call transfers bytes
   */
  <T> T begin(
      Operation operation, Supplier<Subject> subject, Function<FaultPlan.Transfer, T> action) {
    synchronized (host.clock) {
      refuseClosed();
      refuseAway();
      if (operation.writes()) {
        refuseReadOnly(operation.name());
      }
      try {
        return action.apply(host.faults.begin(operation, subject.get()));
      } catch (ConnectionLostException e) {
        host.events.gap(GapCause.RECONNECTED);
        throw e;
      }
    }
  }

  /** Does {@code action} about something that is no object yet, or no single one. */
  <T> T call(Operation operation, Subject subject, Supplier<T> action) {
    return begin(operation, () -> subject, transfer -> action.get());
  }

  /** Asks the object of {@code uuid} something. */
  <E extends Registry.Entry, T> T ask(
      Operation operation, Registry<E> entries, UUID uuid, Function<E, T> question) {
    return begin(
        operation,
        () -> entries.subject(entries.get(uuid).ref().name()),
        transfer -> question.apply(entries.get(uuid)));
  }

  /** Changes the object of {@code uuid}. */
  <E extends Registry.Entry> void change(
      Operation operation, Registry<E> entries, UUID uuid, Consumer<E> change) {
    ask(
        operation,
        entries,
        uuid,
        entry -> {
          change.accept(entry);
          return null;
        });
  }

  private void refuseAway() {
    if (host.away()) {
      throw new ConnectionLostException(
          Subject.of("connection", uri),
          "the fake host's daemon does not run",
          "Start it by startDaemon, and try again");
    }
  }

  /** Refuses what libvirt lets nobody do who only looks. */
  void refuseReadOnly(String call) {
    if (readOnly) {
      throw KnownFailure.READ_ONLY.exception(
          Subject.of("connection", uri),
          "operation forbidden: read only access prevents " + call,
          Map.of("call", call));
    }
  }

  private void refuseClosed() {
    if (closed) {
      throw new ConnectionLostException(
          Subject.of("connection", uri), "is closed", "Connect again");
    }
  }

  void close() {
    synchronized (host.clock) {
      closed = true;
    }
  }
}
