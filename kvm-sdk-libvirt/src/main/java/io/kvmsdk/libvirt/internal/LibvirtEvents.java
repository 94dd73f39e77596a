package io.kvmsdk.libvirt.internal;

import com.sun.jna.Pointer;
import com.sun.jna.PointerType;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.event.GapCause;
import io.kvmsdk.event.Registration;
import io.kvmsdk.internal.driver.EventDriver;
import io.kvmsdk.internal.driver.ObjectRef;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.libvirt.jna.DevicePointer;
import org.libvirt.jna.DomainPointer;
import org.libvirt.jna.NetworkPointer;
import org.libvirt.jna.SecretPointer;
import org.libvirt.jna.StoragePoolPointer;

/**
 * The events of one connection: wakes its waiters, and feeds its listeners, through however many
 * links. libvirt is asked for those alone that somebody listens to; who no longer does leaves them
 * registered until the link ends, since taking one back is a call, which may hang.
 */
final class LibvirtEvents implements EventDriver, Line.Follower, AutoCloseable {
  private static final Logger LOG = System.getLogger(LibvirtEvents.class.getName());

  private static final List<NativeEvent> KNOWN =
      Stream.concat(
              DomainEventFunctions.ALL.stream(),
              Stream.of(
                  NativeEvent.network(),
                  NativeEvent.storagePool(),
                  NativeEvent.storagePoolRefresh(),
                  NativeEvent.nodeDevice(),
                  NativeEvent.nodeDeviceUpdate(),
                  NativeEvent.secret(),
                  NativeEvent.secretValue()))
          .toList();

  /** Whoever waits for a state or a block job is woken by these. */
  private static final List<NativeEvent> FOR_WAITERS =
      List.of(DomainEventFunctions.LIFECYCLE, DomainEventFunctions.BLOCK_JOB);

  private final Connection connection;
  private final EventPacer pacer;
  private final NativeObjects<DomainPointer> domains;
  private final NativeObjects<NetworkPointer> networks;
  private final NativeObjects<StoragePoolPointer> pools;
  private final List<Listening<?>> listeners = new CopyOnWriteArrayList<>();
  private boolean closed;

  /** Not every hypervisor of libvirt's has events; listening then throws what this one said. */
  LibvirtEvents(Connection connection, EventPacer pacer) {
    this.connection = connection;
    this.pacer = pacer;
    this.domains = new NativeObjects<>(connection, ObjectKind.domain(connection.api()));
    this.networks = new NativeObjects<>(connection, ObjectKind.network(connection.api()));
    this.pools = new NativeObjects<>(connection, ObjectKind.storagePool(connection.api()));
    connection.follow(this);
  }

  @Override
  public <E> Registration listen(
      Class<E> family, Set<Class<? extends E>> kinds, Consumer<? super E> listener) {
    Listening<E> listening =
        new Listening<>(family, kinds, listener, pacer::changed, listeners::remove);
    add(listening);
    try {
      register(kinds);
    } catch (RuntimeException | Error e) {
      listening.close();
      throw e;
    }
    listening.start();
    return listening;
  }

  private synchronized void add(Listening<?> listening) {
    if (closed) {
      throw connection.closedFailure();
    }
    listeners.add(listening);
  }

  private void register(Set<? extends Class<?>> kinds) {
    List<NativeEvent> wanted = KNOWN.stream().filter(event -> event.isOf(kinds)).toList();
    List<KvmException> refusals = connection.followedCall(link -> link.register(wanted, this));
    if (!wanted.isEmpty() && refusals.size() == wanted.size()) {
      throw refusals.get(0);
    }
  }

  @Override
  public void joined(Link link) {
    List<NativeEvent> wanted = new ArrayList<>(FOR_WAITERS);
    KNOWN.stream()
        .filter(event -> listeners.stream().anyMatch(l -> event.isOf(l.kinds())))
        .forEach(wanted::add);
    link.call(() -> link.register(wanted, this));
  }

  @Override
  public void rejoined() {
    pacer.changed();
    listeners.forEach(listening -> listening.gap(GapCause.RECONNECTED));
  }

  @Override
  public boolean waits() {
    return !listeners.isEmpty();
  }

  static void domain(Pointer to, DomainPointer domain, BiFunction<UUID, String, ?> event) {
    Receivers.find(to, LibvirtEvents.class)
        .ifPresent(e -> e.emit(() -> apply(e.domains.ref(domain), event)));
  }

  static void network(Pointer to, Pointer network, BiFunction<UUID, String, ?> event) {
    NetworkPointer pointer = wrap(new NetworkPointer(), network);
    Receivers.find(to, LibvirtEvents.class)
        .ifPresent(e -> e.emit(() -> apply(e.networks.ref(pointer), event)));
  }

  static void storagePool(Pointer to, Pointer pool, BiFunction<UUID, String, ?> event) {
    StoragePoolPointer pointer = wrap(new StoragePoolPointer(), pool);
    Receivers.find(to, LibvirtEvents.class)
        .ifPresent(e -> e.emit(() -> apply(e.pools.ref(pointer), event)));
  }

  static void nodeDevice(Pointer to, Pointer device, Function<String, ?> event) {
    Receivers.find(to, LibvirtEvents.class)
        .ifPresent(
            e ->
                e.emit(
                    () ->
                        event.apply(
                            e.connection
                                .api()
                                .virNodeDeviceGetName(wrap(new DevicePointer(), device)))));
  }

  static void secret(Pointer to, Pointer secret, Function<UUID, ?> event) {
    Receivers.find(to, LibvirtEvents.class)
        .ifPresent(e -> e.emit(() -> event.apply(e.uuid(wrap(new SecretPointer(), secret)))));
  }

  private UUID uuid(SecretPointer secret) {
    byte[] bytes = new byte[16];
    connection.api().virSecretGetUUID(secret, bytes);
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new UUID(buffer.getLong(), buffer.getLong());
  }

  private static <P extends PointerType> P wrap(P type, Pointer pointer) {
    type.setPointer(pointer);
    return type;
  }

  private static Object apply(ObjectRef ref, BiFunction<UUID, String, ?> event) {
    return event.apply(ref.uuid(), ref.name());
  }

  /** On libvirt's event loop, so it must be quick and must not throw. */
  private void emit(Supplier<Object> reading) {
    try {
      Object event = reading.get();
      pacer.changed();
      listeners.forEach(listening -> listening.offer(event));
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "an event of libvirt''s could not be read", e);
    }
  }

  /** Ends all listening; called before the connection is closed. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    listeners.forEach(Listening::close);
  }
}
