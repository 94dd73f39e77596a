package io.kvmsdk.libvirt.internal;

import com.sun.jna.Pointer;
import io.kvmsdk.domain.DomainEvent;
import io.kvmsdk.domain.Registration;
import io.kvmsdk.internal.driver.ObjectRef;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.DomainPointer;

/** The lifecycle events of one connection: wakes its waiters, and feeds its listeners. */
final class LifecycleEvents implements AutoCloseable {
  /** {@code VIR_DOMAIN_EVENT_ID_LIFECYCLE}. */
  private static final int LIFECYCLE = 0;

  private static final LibvirtApi.LifecycleFunction FUNCTION = LifecycleEvents::onEvent;

  private static final DomainEvent.Kind[] KINDS = DomainEvent.Kind.values();

  private final Connection connection;
  private final NativeObjects<DomainPointer> domains;
  private final EventPacer pacer;
  private final List<Listening> listeners = new CopyOnWriteArrayList<>();
  private final EventRegistration registration;
  private boolean closed;

  /** Not every hypervisor of libvirt's has events; listening then throws what this one said. */
  LifecycleEvents(Connection connection, EventPacer pacer) {
    this.connection = connection;
    this.domains = new NativeObjects<>(connection, ObjectKind.domain(connection.api()));
    this.pacer = pacer;
    this.registration = new EventRegistration(connection, LIFECYCLE, FUNCTION, this);
  }

  synchronized Registration listen(Consumer<DomainEvent> listener) {
    registration
        .refusal()
        .ifPresent(
            refusal -> {
              throw refusal;
            });
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
    if (event < KINDS.length) {
      EventRegistration.receiver(opaque, LifecycleEvents.class)
          .ifPresent(events -> events.deliver(domain, KINDS[event], detail));
    }
    return 0;
  }

  private void deliver(DomainPointer domain, DomainEvent.Kind kind, int detail) {
    ObjectRef ref = domains.ref(domain);
    DomainEvent event = new DomainEvent(ref.uuid(), ref.name(), kind, detail);
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
    listeners.forEach(Listening::close);
    registration.close();
  }
}
