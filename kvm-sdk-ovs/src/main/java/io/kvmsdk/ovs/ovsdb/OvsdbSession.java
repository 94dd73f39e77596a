package io.kvmsdk.ovs.ovsdb;

import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One connection at a time to a server that will do, made anew when it is lost: by the next call,
 * or at once where somebody {@link #follow follows}.
 *
 * <p>One thread connects, and is there only as long as somebody waits for it; who waits can be
 * interrupted, or give up, without harm to the others. No call is ever repeated.
 */
final class OvsdbSession implements AutoCloseable, JsonRpcConnection.Listener {
  private static final System.Logger LOG = System.getLogger(OvsdbSession.class.getName());

  private final OvsdbOptions options;
  private final Subject subject;
  private final Source source;
  private final List<Follower> followers = new CopyOnWriteArrayList<>();

  /** Held while followers are called; never taken under {@link #lock}. */
  private final ReentrantLock delivery = new ReentrantLock();

  /** Guards all below. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();
  private JsonRpcConnection live;
  private KvmException lastFailure;
  private Duration pause;
  private Deadline settled;
  private int failures;
  private int waiters;
  private boolean connecting;
  private boolean closed;

  OvsdbSession(OvsdbOptions options) {
    this(options, Subject.of("OVSDB server", Connector.names(options)), new Connector(options));
  }

  OvsdbSession(OvsdbOptions options, Subject subject, Source source) {
    this.options = options;
    this.subject = subject;
    this.source = source;
    if (options.endpoints().size() > 1 || options.leaderOnly()) {
      followers.add(new ClusterWatch(options.leaderOnly())); // first, so that it judges first
    }
    this.pause = Duration.ZERO;
    this.settled = Deadline.in(Duration.ZERO);
  }

  OvsdbOptions options() {
    return options;
  }

  Subject subject() {
    JsonRpcConnection now = present();
    return now == null ? subject : now.subject();
  }

  private JsonRpcConnection present() {
    lock.lock();
    try {
      return live;
    } finally {
      lock.unlock();
    }
  }

  /** As {@link #call(String, List, Duration)}, within the client's own time-out. */
  Object call(String method, List<?> params) {
    return call(method, params, options.callTimeout());
  }

  /** Connects if need be, then {@link JsonRpcConnection#call(String, List, Duration)}. */
  Object call(String method, List<?> params, Duration atMost) {
    Deadline deadline = Deadline.in(atMost);
    return connection(deadline).call(method, params, deadline.remaining());
  }

  /** The connection of now, as for a call. */
  JsonRpcConnection connection() {
    return connection(Deadline.in(options.callTimeout()));
  }

  /**
   * The connection of now; waits for a new one where there is none, for as long as it may take to
   * connect.
   *
   * @throws ConnectionLostException if none can be made; nothing was sent
   */
  JsonRpcConnection connection(Deadline callersOwn) {
    Deadline deadline = callersOwn.within(options.connectTimeout());
    lock.lock();
    try {
      return awaitConnection(deadline, Integer.MAX_VALUE);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Makes the first connection, for which one look at each endpoint must do unless a cluster may
   * have to elect, or servers call us.
   */
  void connect() {
    lock.lock();
    try {
      boolean patient = options.endpoints().size() > 1 || source.isCalled();
      awaitConnection(Deadline.in(options.connectTimeout()), patient ? Integer.MAX_VALUE : 1);
    } finally {
      lock.unlock();
    }
  }

  private JsonRpcConnection awaitConnection(Deadline deadline, int rounds) {
    int before = failures;
    waiters++;
    try {
      while (live == null || !live.isOpen()) {
        if (closed) {
          throw new ConnectionLostException(subject, "this client was closed", "");
        }
        if (failures - before >= rounds || deadline.left() <= 0) {
          throw notConnected(deadline);
        }
        if (delivery.isHeldByCurrentThread()) { // which the one who connects needs
          throw new ConnectionLostException(
              subject, "the connection is gone", "It is made anew once this listener returns");
        }
        startConnecting();
        changed.awaitNanos(deadline.left());
      }
      return live;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException(subject, "connecting was interrupted", "", e);
    } finally {
      waiters--;
    }
  }

  private KvmException notConnected(Deadline deadline) {
    return lastFailure == null ? source.noAnswer(deadline.allowed()) : lastFailure;
  }

  private void startConnecting() {
    if (!connecting) {
      JsonRpcConnection.daemon(this::connectAll, "kvmsdk-ovsdb-connector " + subject.name())
          .start();
      connecting = true;
    }
  }

  private void connectAll() {
    while (mayConnect()) {
      try {
        source.connect(this, this::introduce);
        return;
      } catch (RuntimeException | Error e) { // as where no thread can be had for the moment
        failed(e);
      }
    }
  }

  /** Waits for its time; false where nobody needs a connection any more. */
  private boolean mayConnect() {
    lock.lock();
    try {
      Deadline next = Deadline.in(pause);
      while (!closed && needed() && next.left() > 0) {
        changed.awaitNanos(next.left());
      }
      connecting = !closed && needed();
      return connecting;
    } catch (InterruptedException e) {
      connecting = false;
      return false;
    } finally {
      lock.unlock();
    }
  }

  private boolean needed() {
    return waiters > 0 || followers.stream().anyMatch(Follower::needsConnection);
  }

  /** Shows the followers the new connection, then everyone. */
  private void introduce(JsonRpcConnection next) {
    delivery.lock();
    try {
      JsonRpcConnection old = present();
      if (old != null) { // who called noticed its end before the followers were told
        ended(old);
      }
      followers.forEach(follower -> follower.connected(next));
      lock.lock();
      try {
        if (closed || !next.isOpen()) {
          throw next.isOpen() ? new ConnectionLostException(subject, "closed", "") : next.ended();
        }
        live = next;
        connecting = false;
        lastFailure = null;
        settled = Deadline.in(options.backoffMin());
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    } finally {
      delivery.unlock();
    }
  }

  private void failed(Throwable e) {
    lock.lock();
    try {
      lastFailure =
          e instanceof KvmException known
              ? known
              : new KvmException(subject, "connecting failed: " + e, "", e);
      failures++;
      slowDown();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    LOG.log(System.Logger.Level.DEBUG, "connecting to {0} failed: {1}", subject, e);
  }

  /** A server that cannot be reached, or hangs up at once, is not to be hammered. */
  private void slowDown() {
    if (source.isCalled()) {
      return; // who calls is the one to wait
    }
    Duration doubled = pause.multipliedBy(2);
    Duration least = options.backoffMin();
    Duration most = options.backoffMax();
    pause = doubled.compareTo(least) < 0 ? least : doubled.compareTo(most) > 0 ? most : doubled;
  }

  /**
   * Shows {@code follower} the connection of now, and each that comes after it.
   *
   * @throws KvmException what {@link Follower#connected} throws, in which case nobody follows
   */
  void follow(Follower follower) {
    Deadline deadline = Deadline.in(options.callTimeout());
    boolean shown = false;
    while (!shown) {
      JsonRpcConnection now = connection(deadline);
      delivery.lock();
      try {
        if (now == present()) { // else it is gone already
          follower.connected(now);
          followers.add(follower);
          shown = true;
          if (isClosed()) { // meanwhile, and whoever closed it did not see this one
            follower.closed();
          }
        }
      } finally {
        delivery.unlock();
      }
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Ends that; no method of {@code follower} runs any more once this returns. */
  void unfollow(Follower follower) {
    delivery.lock();
    try {
      followers.remove(follower);
    } finally {
      delivery.unlock();
    }
  }

  @Override
  public void notified(JsonRpcConnection connection, Notification notification) {
    delivery.lock();
    try {
      if (connection.isOpen()) {
        followers.forEach(follower -> tell(() -> follower.notified(connection, notification)));
      }
    } finally {
      delivery.unlock();
    }
  }

  @Override
  public void ended(JsonRpcConnection connection) {
    delivery.lock();
    try {
      if (connection == present()) {
        KvmException why = connection.ended();
        followers.forEach(follower -> tell(() -> follower.lost(connection, why)));
        forget();
      }
    } finally {
      delivery.unlock();
    }
  }

  private void forget() {
    lock.lock();
    try {
      live = null;
      if (settled.left() > 0) {
        slowDown();
      } else {
        pause = Duration.ZERO;
      }
      if (!closed && needed()) {
        startConnecting();
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private static void tell(Runnable news) {
    try {
      news.run();
    } catch (RuntimeException e) { // must not keep the news from others
      LOG.log(System.Logger.Level.WARNING, "a follower of an OVSDB connection failed", e);
    }
  }

  /** Ends the connection, and all that waits for it or for a new one. */
  @Override
  public void close() {
    JsonRpcConnection last;
    lock.lock();
    try {
      closed = true;
      last = live;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    source.close();
    if (last != null) {
      last.close();
    }
    followers.forEach(follower -> tell(follower::closed));
  }
}
