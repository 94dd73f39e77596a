package io.kvmsdk.ovs.ovsdb;

import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.TimedOutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A lock by which clients of a server take turns (RFC 7047, 4.1.8). It guards nothing by itself:
 * have each transaction say {@link Operation.Assert}, since the lock may be gone before this client
 * hears of it.
 *
 * <p>A lock whose connection is lost is asked for again on the next one.
 */
public final class OvsdbLock implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(OvsdbLock.class.getName());

  /** A listener that is further behind misses the oldest. */
  private static final int MOST_UNTOLD = 64;

  private final OvsdbSession session;
  private final String name;
  private final Subject subject;
  private final Consumer<LockState> listener;
  private final Claim claim = new Claim();

  /** Guards all below. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();
  private final Deque<LockState> untold = new ArrayDeque<>();
  private LockState state = LockState.DISCONNECTED;

  /**
   * @param steal whether to take it from who has it; once, not after each loss of the connection
   */
  OvsdbLock(OvsdbSession session, String name, boolean steal, Consumer<LockState> listener) {
    this.session = session;
    this.name = name;
    this.subject = Subject.of("OVSDB lock", name + " at " + session.subject().name());
    this.listener = listener;
    claim.method = steal ? "steal" : "lock";
    session.follow(claim);
    Thread teller = new Thread(this::tellAll, "kvmsdk-ovsdb-lock " + name);
    teller.setDaemon(true);
    teller.start();
  }

  /** What the server is asked, and says. */
  private final class Claim implements Follower {
    private String method;
    private volatile JsonRpcConnection connection;

    @Override
    public void connected(JsonRpcConnection now) {
      boolean held =
          now.call(method, List.of(name)) instanceof Map<?, ?> reply
              && Boolean.TRUE.equals(reply.get("locked"));
      method = "lock";
      connection = now;
      become(held ? LockState.HELD : LockState.WAITING);
    }

    @Override
    public void notified(JsonRpcConnection from, Notification notification) {
      if (List.of(name).equals(notification.params())) {
        switch (notification.method()) {
          case "locked" -> become(LockState.HELD);
          case "stolen" -> become(LockState.STOLEN);
          default -> {} // another follower's
        }
      }
    }

    @Override
    public void lost(JsonRpcConnection last, KvmException why) {
      become(LockState.DISCONNECTED);
    }

    @Override
    public void closed() {
      become(LockState.CLOSED);
    }
  }

  private void become(LockState next) {
    lock.lock();
    try {
      if (state != LockState.CLOSED && state != next) {
        state = next;
        if (untold.size() == MOST_UNTOLD) {
          untold.remove();
        }
        untold.add(next);
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void tellAll() {
    LockState next;
    do {
      next = take();
      try {
        listener.accept(next);
      } catch (RuntimeException e) { // must not end what comes next
        LOG.log(System.Logger.Level.WARNING, "a listener to an OVSDB lock failed", e);
      }
    } while (next != LockState.CLOSED);
  }

  private LockState take() {
    lock.lock();
    try {
      while (untold.isEmpty()) {
        changed.awaitUninterruptibly();
      }
      return untold.remove();
    } finally {
      lock.unlock();
    }
  }

  public String name() {
    return name;
  }

  /** As this client knows it. */
  public LockState state() {
    lock.lock();
    try {
      return state;
    } finally {
      lock.unlock();
    }
  }

  /** Whether this client has the lock, as far as it knows. */
  public boolean isHeld() {
    return state() == LockState.HELD;
  }

  /**
   * Waits until this client has the lock.
   *
   * @throws TimedOutException if it does not get it in time; it goes on waiting in line
   * @throws CancelledException if this thread is interrupted
   * @throws KvmException if the lock is closed
   */
  public void waitFor(Duration atMost) {
    Deadline deadline = Deadline.in(atMost);
    lock.lock();
    try {
      while (state != LockState.HELD) {
        if (state == LockState.CLOSED) {
          throw new KvmException(subject, "the lock, or its client, was closed", "");
        }
        if (deadline.left() <= 0) {
          throw new TimedOutException(subject, "not had within " + atMost + ": " + state, "");
        }
        changed.await(deadline.left(), TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException(subject, "waiting for it was interrupted", "", e);
    } finally {
      lock.unlock();
    }
  }

  /** Gives the lock back, or leaves the line. Closing again does nothing. */
  @Override
  public void close() {
    if (state() == LockState.CLOSED) {
      return;
    }
    become(LockState.CLOSED);
    session.unfollow(claim);
    try {
      claim.connection.call("unlock", List.of(name));
    } catch (KvmException e) { // then the server has given it to another one already
      LOG.log(System.Logger.Level.DEBUG, "unlock failed", e);
    }
  }

  @Override
  public String toString() {
    return "OvsdbLock[" + name + ": " + state() + "]";
  }
}
