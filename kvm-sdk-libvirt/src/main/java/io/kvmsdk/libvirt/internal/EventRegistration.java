package io.kvmsdk.libvirt.internal;

import com.sun.jna.Callback;
import com.sun.jna.Pointer;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.UnsupportedException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.libvirt.jna.ConnectionPointer;

/** One kind of event of all domains of one connection, as long as they are wanted. */
final class EventRegistration implements AutoCloseable {
  private static final ConcurrentMap<Long, Object> RECEIVERS = new ConcurrentHashMap<>();
  private static final AtomicLong NUMBERS = new AtomicLong(1);

  private final Connection connection;
  private final long number = NUMBERS.getAndIncrement();
  private final int callbackId;
  private final KvmException refusal;
  private boolean closed;

  /**
   * @param eventId of {@code virDomainEventID}
   * @param function is never collected, so that no event, however late, meets freed memory; its
   *     opaque pointer is a number by which it finds {@code receiver}
   */
  EventRegistration(Connection connection, int eventId, Callback function, Object receiver) {
    this.connection = connection;
    RECEIVERS.put(number, receiver);
    int id = -1;
    KvmException failure = null;
    try {
      id = connection.call(c -> register(c, eventId, function));
    } catch (UnsupportedException e) {
      failure = e;
    } catch (RuntimeException | Error e) {
      RECEIVERS.remove(number);
      throw e;
    }
    this.callbackId = id;
    this.refusal = failure;
  }

  private int register(ConnectionPointer c, int eventId, Callback function) {
    return connection.check(
        connection.subject(),
        connection
            .api()
            .virConnectDomainEventRegisterAny(
                c, null, eventId, function, new Pointer(number), null));
  }

  /** Who an event is for; empty once nobody wants it any more. */
  static <T> Optional<T> receiver(Pointer opaque, Class<T> type) {
    return Optional.ofNullable(RECEIVERS.get(Pointer.nativeValue(opaque))).map(type::cast);
  }

  /** What libvirt said if it has no such events: not each of its hypervisors has. */
  Optional<KvmException> refusal() {
    return Optional.ofNullable(refusal);
  }

  /** Called before the connection is closed. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    RECEIVERS.remove(number);
    if (refusal == null) {
      // A lost connection has forgotten us already, and says so.
      connection.call(c -> connection.api().virConnectDomainEventDeregisterAny(c, callbackId));
    }
  }
}
