package io.kvmsdk.libvirt.internal;

import com.sun.jna.Pointer;
import io.kvmsdk.domain.DomainEvent;
import io.kvmsdk.domain.Registration;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.internal.driver.ObjectRef;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.DomainPointer;

/** The lifecycle events of one connection: wakes its waiters, and feeds its listeners. */
final class LifecycleEvents implements AutoCloseable {
  /** {@code VIR_DOMAIN_EVENT_ID_LIFECYCLE}. */
  private static final int LIFECYCLE = 0;

  /**
   * The one function that libvirt ever gets. It is never collected, so that no event, however late,
   * meets freed memory; its opaque pointer is a number that says whose event it is.
   */
  private static final LibvirtApi.LifecycleFunction FUNCTION = LifecycleEvents::onEvent;

  private static final DomainEvent.Kind[] KINDS = DomainEvent.Kind.values();
  private static final ConcurrentMap<Long, LifecycleEvents> OPEN = new ConcurrentHashMap<>();
  private static final AtomicLong NUMBERS = new AtomicLong(1);

  private final Connection connection;
  private final NativeObjects<DomainPointer> domains;
  private final EventPacer pacer;
  private final List<Listening> listeners = new CopyOnWriteArrayList<>();
  private final long number = NUMBERS.getAndIncrement();
  private final int callbackId;
  private final KvmException refusal;
  private boolean closed;

  /** Not every hypervisor of libvirt's has events; listening then throws what this one said. */
  LifecycleEvents(Connection connection, EventPacer pacer) {
    this.connection = connection;
    this.domains = new NativeObjects<>(connection, ObjectKind.domain(connection.api()));
    this.pacer = pacer;
    OPEN.put(number, this);
    int id = -1;
    KvmException failure = null;
    try {
      id = connection.call(this::register);
    } catch (UnsupportedException e) {
      failure = e;
    } catch (RuntimeException | Error e) {
      OPEN.remove(number);
      throw e;
    }
    this.callbackId = id;
    this.refusal = failure;
  }

  private int register(ConnectionPointer c) {
    return connection.check(
        connection.subject(),
        connection
            .api()
            .virConnectDomainEventRegisterAny(
                c, null, LIFECYCLE, FUNCTION, new Pointer(number), null));
  }

  synchronized Registration listen(Consumer<DomainEvent> listener) {
    if (refusal != null) {
      throw refusal;
    }
    if (closed) {
      throw connection.closedFailure();
    }
    Listening listening = new Listening(listener, listeners::remove);
    listeners.add(listening);
    listening.start();
    return listening;
  }

  /** On libvirt's event loop, so it must be quick and must not throw. */
  private static int onEvent(
      ConnectionPointer c, DomainPointer domain, int event, int detail, Pointer opaque) {
    LifecycleEvents events = OPEN.get(Pointer.nativeValue(opaque));
    if (events != null && event < KINDS.length) {
      ObjectRef ref = events.domains.ref(domain);
      events.deliver(new DomainEvent(ref.uuid(), ref.name(), KINDS[event], detail));
    }
    return 0;
  }

  private void deliver(DomainEvent event) {
    pacer.changed();
    listeners.forEach(listening -> listening.offer(event));
  }

  /** Ends all listening; called before the connection is closed. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    OPEN.remove(number);
    listeners.forEach(Listening::close);
    if (refusal == null) {
      // A lost connection has forgotten us already, and says so.
      connection.call(c -> connection.api().virConnectDomainEventDeregisterAny(c, callbackId));
    }
  }
}
