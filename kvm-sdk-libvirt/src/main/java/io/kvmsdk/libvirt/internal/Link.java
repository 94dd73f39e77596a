package io.kvmsdk.libvirt.internal;

import com.sun.jna.Pointer;
import io.kvmsdk.ConnectOptions;
import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.PermissionDeniedException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.libvirt.LibvirtException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.ref.Reference;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.libvirt.jna.ConnectionPointer;

/**
 * One native connection, and what was looked up through it. A {@link Connection} has one after the
 * other of them.
 *
 * <p>It counts who is using it. Once it has ended nobody new gets in, and the last one out frees
 * it: once, and never under a running call.
 */
final class Link {
  private static final Logger LOG = System.getLogger(Link.class.getName());

  /** One for the process, as libvirt may call it late. */
  private static final EventFunctions.Close ON_CLOSE =
      (c, reason, to) -> Receivers.find(to, Link.class).ifPresent(Link::lose);

  private static final int READ_ONLY = 1;

  private static final ThreadLocal<Use> IN_USE = new ThreadLocal<>();

  /** Calls on a link that a thread makes, within calls on another link, or null. */
  private record Use(Link link, Use outer) {}

  private final LibvirtApi api;
  private final Object owner;
  private final NativeConnection pointer;
  private final Subject subject;
  private final boolean remote;
  private final Pointer closing;
  private final Map<NativeEvent, Integer> callbacks = new HashMap<>();
  private final Map<NativeEvent, KvmException> refusals = new HashMap<>();
  private Pointer listener;
  private final List<Consumer<Link>> onLoss = new ArrayList<>();
  private int users;
  private boolean lost;
  private boolean ended;

  private Link(
      LibvirtApi api, Object owner, NativeConnection pointer, Subject subject, boolean remote) {
    this.api = api;
    this.owner = owner;
    this.pointer = pointer;
    this.subject = subject;
    this.remote = remote;
    this.closing = Receivers.add(this);
    // Drivers that run in this process, as test does, refuse: there is no peer to lose.
    api.virConnectRegisterCloseCallback(pointer, ON_CLOSE, closing, null);
  }

  /**
   * Connects, on this platform thread, for however long it takes.
   *
   * @param owner whose calls it is for
   * @throws LibvirtException that says why not
   */
  static Link open(LibvirtApi api, Object owner, URI uri, Subject subject, ConnectOptions options) {
    ConnectionPointer opened = open(api, uri.toASCIIString(), options);
    if (opened == null) {
      throw LastError.read(subject);
    }
    NativeConnection pointer = new NativeConnection(opened.getPointer());
    api.virConnSetErrorFunc(pointer, null, LibvirtLibrary.silence());
    int kept =
        api.virConnectSetKeepAlive(
            pointer, (int) options.keepAliveInterval().toSeconds(), options.keepAliveCount());
    return new Link(api, owner, pointer, subject, kept >= 0);
  }

  private static ConnectionPointer open(LibvirtApi api, String uri, ConnectOptions options) {
    int flags = options.readOnly() ? READ_ONLY : 0;
    Login login = options.credentials().map(Login::new).orElse(null);
    try {
      return api.virConnectOpenAuth(uri, login == null ? null : login.auth(), flags);
    } finally {
      Reference.reachabilityFence(login);
    }
  }

  /** The link whose calls this thread is making; null if it makes none. */
  static Link inUse() {
    Use use = IN_USE.get();
    return use == null ? null : use.link;
  }

  /** Whether all links are alive whose calls this thread is making: an error may be of any. */
  static boolean allInUseAlive() {
    boolean alive = true;
    for (Use use = IN_USE.get(); use != null && alive; use = use.outer) {
      alive = use.link.alive();
    }
    return alive;
  }

  boolean isOf(Object connection) {
    return owner == connection;
  }

  NativeConnection pointer() {
    return pointer;
  }

  /** Whether a daemon is at the other end, rather than a driver in this process. */
  boolean remote() {
    return remote;
  }

  boolean alive() {
    return DirectApi.virConnectIsAlive(DirectApi.address(pointer)) == 1;
  }

  /** Whether nobody new gets in any more, as the daemon is gone. */
  synchronized boolean isLost() {
    return lost;
  }

  /** Makes native calls, all on one platform thread, where reading of their errors may follow. */
  <T> T call(Supplier<T> calls) {
    return PlatformThreads.call(() -> here(calls));
  }

  /** As {@link #call}, of calls that take long: those of others do not wait for them. */
  <T> T longCall(Supplier<T> calls) {
    return PlatformThreads.longCall(() -> here(calls));
  }

  private <T> T here(Supplier<T> calls) {
    Use before = IN_USE.get();
    IN_USE.set(new Use(this, before));
    try {
      return calls.get();
    } catch (ConnectionLostException e) {
      // It may be another connection's, which the host itself has to make for a migration.
      if (!alive()) {
        lose();
      }
      throw e;
    } finally {
      IN_USE.set(before);
    }
  }

  /** Has {@code consumer} told, too, once, when the daemon is gone; at once if it is already. */
  void onLoss(Consumer<Link> consumer) {
    boolean already;
    synchronized (this) {
      onLoss.add(consumer);
      already = lost;
    }
    if (already) {
      consumer.accept(this);
    }
  }

  /** Nobody new gets in any more. Called by libvirt itself, in the midst of whatever it does. */
  private void lose() {
    List<Consumer<Link>> consumers;
    synchronized (this) {
      if (lost) {
        return;
      }
      lost = true;
      consumers = List.copyOf(onLoss);
    }
    consumers.forEach(consumer -> consumer.accept(this));
  }

  /** Keeps the native connection until {@link #leave}; false if it is lost or has ended. */
  synchronized boolean enter() {
    if (lost || ended) {
      return false;
    }
    users++;
    return true;
  }

  void leave() {
    boolean last;
    synchronized (this) {
      users--;
      last = ended && users == 0;
    }
    if (last) {
      free();
    }
  }

  /** Lets it be freed once nobody uses it; twice is harmless. */
  void end() {
    boolean unused;
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
      unused = users == 0;
    }
    if (unused) {
      free();
    }
  }

  private void free() {
    int references = PlatformThreads.call(this::release);
    if (references != 0) {
      LOG.log(Level.WARNING, "{0}: libvirt still counts {1} users of it", subject, references);
    }
  }

  /** {@code virConnectClose}; gives how many references to the connection libvirt still has. */
  int release() {
    // Of a daemon that is gone, libvirt says that it could not be told, and forgets all the same.
    callbacks.forEach((event, callback) -> event.deregister(api, pointer, callback));
    api.virConnectUnregisterCloseCallback(pointer, ON_CLOSE);
    Receivers.remove(closing);
    if (listener != null) {
      Receivers.remove(listener);
    }
    EventLoop.settle(api);
    pointer.freeHandles();
    return api.virConnectClose(pointer);
  }

  /**
   * Asks libvirt for events, unless that was done before; within {@link #call}.
   *
   * @param receiver of all of this link's events
   * @return what libvirt said of those that it does not have, for not each hypervisor has all
   */
  synchronized List<KvmException> register(Collection<NativeEvent> events, Object receiver) {
    if (listener == null) {
      listener = Receivers.add(receiver);
    }
    for (NativeEvent event : events) {
      if (!callbacks.containsKey(event) && !refusals.containsKey(event)) {
        register(event);
      }
    }
    return events.stream().map(refusals::get).filter(Objects::nonNull).toList();
  }

  private void register(NativeEvent event) {
    int callback = event.register(api, pointer, listener);
    if (callback >= 0) {
      callbacks.put(event, callback);
      return;
    }
    KvmException failure = Errors.typed(LastError.read(subject), alive());
    if (failure instanceof ConnectionLostException
        || failure instanceof PermissionDeniedException) {
      throw failure;
    }
    refusals.put(event, failure);
  }
}
