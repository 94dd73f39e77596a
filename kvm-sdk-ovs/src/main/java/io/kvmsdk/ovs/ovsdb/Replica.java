package io.kvmsdk.ovs.ovsdb;

import static java.util.stream.Collectors.joining;

import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.event.Registration;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * Tables of a database in memory, kept up to date by the server. Threads may share it.
 *
 * <pre>{@code
 * try (Replica replica = database.replica("Bridge", "Port")) {
 *   replica.snapshot().rows("Bridge");
 *   replica.waitFor(tables -> tables.rows("Port").size() > 3, Duration.ofSeconds(10));
 * }
 * }</pre>
 *
 * <p>It is a state, not a log: what happens quickly may be seen as one step, but never half of a
 * transaction. While the connection is lost it shows what was last known; once there is another,
 * all that has happened meanwhile, deletions too, is one step.
 *
 * <p>Where the server converts the database to another schema, columns come and go, unless the
 * request named one that is gone: then the replica ends. It also ends where its rows would take
 * more than a third of the heap, so that no server can use up the memory of whoever monitors it.
 */
public final class Replica implements AutoCloseable {
  private static final AtomicLong LAST_MARKER = new AtomicLong();

  private final OvsdbSession session;
  private final MonitorRequest request;
  private final Subscription subscription;
  private final List<Teller> tellers = new CopyOnWriteArrayList<>();

  /** Guards all below; {@link #tables} may be read without. */
  private final ReentrantLock lock = new ReentrantLock();

  private final java.util.concurrent.locks.Condition changed = lock.newCondition();
  private volatile TableSnapshot tables;
  private KvmException end;
  private KvmException loss;
  private long passed;

  Replica(OvsdbSession session, String database, MonitorRequest request) {
    this.session = session;
    this.request = request;
    this.subscription = new Subscription(database, session.subject(), request, new State());
    session.follow(subscription);
  }

  /** What the subscription tells; it holds nothing up. */
  private final class State implements Subscription.Reader {
    @Override
    public void now(TableSnapshot now, boolean gap) {
      change(
          () -> {
            tables = now;
            loss = null;
            tellers.forEach(teller -> teller.tell(now, gap));
          });
    }

    @Override
    public void lost(KvmException why) {
      change(() -> loss = why);
    }

    @Override
    public void ended(KvmException why) {
      change(
          () -> {
            end = end == null ? why : end;
            tellers.forEach(teller -> teller.end(end));
          });
    }

    @Override
    public void passed(long marker) {
      change(() -> passed = Math.max(passed, marker));
    }
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The tables as they were at one moment, the latest that is known. */
  public TableSnapshot snapshot() {
    return tables;
  }

  /**
   * Waits until the tables are as wanted.
   *
   * @param reached is asked on this thread; of states that quickly follow each other, only the last
   * @return the tables that it said yes to
   * @throws TimedOutException if they are not so in time
   * @throws CancelledException if this thread is interrupted
   * @throws KvmException if the replica has ended
   */
  @SuppressWarnings("ReferenceEquality") // another object is another state
  public TableSnapshot waitFor(Predicate<TableSnapshot> reached, Duration atMost) {
    Deadline deadline = Deadline.in(atMost);
    TableSnapshot seen = tables;
    while (!reached.test(seen)) {
      TableSnapshot last = seen;
      await(() -> tables != last, deadline, "the tables are not as waited for");
      seen = tables;
    }
    return seen;
  }

  /**
   * Waits until the tables show all that the server had committed when this was called, as what
   * another client has told about. What this client's own transactions did is there as well.
   *
   * @throws ConnectionLostException if the connection is lost meanwhile
   */
  public TableSnapshot refresh() {
    Deadline deadline = Deadline.in(session.options().callTimeout());
    JsonRpcConnection connection = session.connection(deadline);
    // ovsdb-server sends the updates that are due before any reply.
    connection.call("echo", List.of(), deadline.remaining());
    long marker = LAST_MARKER.incrementAndGet();
    connection.tell(new Notification(Subscription.MARKER, List.of(marker)));
    await(
        () -> {
          if (passed < marker && !connection.isOpen()) {
            throw connection.ended();
          }
          return passed >= marker; // a later one has passed behind the same updates
        },
        deadline,
        "updates that have come are not taken in");
    return tables;
  }

  private interface Reached {
    boolean now();
  }

  private void await(Reached reached, Deadline deadline, String problem) {
    lock.lock();
    try {
      while (!reached.now()) {
        if (end != null) {
          throw end;
        }
        if (deadline.left() <= 0) {
          throw timedOut(deadline, problem);
        }
        changed.await(deadline.left(), TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException(subscription.subject(), "waiting was interrupted", "", e);
    } finally {
      lock.unlock();
    }
  }

  private TimedOutException timedOut(Deadline deadline, String problem) {
    String rows =
        tables.tables().entrySet().stream()
            .map(table -> table.getKey() + " has " + table.getValue().size() + " rows")
            .collect(joining(", "));
    return new TimedOutException(
        subscription.subject(),
        problem + " within " + deadline.allowed() + "; last seen: " + rows,
        loss == null ? "" : "The server cannot be reached: " + loss.getMessage());
  }

  /**
   * Tells {@code listener} first of all rows that there are, then of what changes, until the
   * registration or this replica is closed.
   */
  public Registration listen(MonitorListener listener) {
    Teller teller = new Teller(listener, request.kinds(), tellers::remove);
    change(
        () -> {
          teller.start("kvmsdk-ovsdb-replica " + subscription.subject().name(), tables);
          tellers.add(teller);
          if (end != null) {
            teller.end(end);
          }
        });
    return teller;
  }

  /** Rows by what one column holds; kept with the replica, and looked up at once. */
  public ReplicaIndex index(String table, String column) {
    return new ReplicaIndex(this, table, column);
  }

  /**
   * One of the tables as records.
   *
   * @param row as {@link RowReader} describes it
   * @throws io.kvmsdk.error.InvalidSpecException with all components that are for no column of
   *     these rows, or cannot hold what it may hold
   * @throws IllegalArgumentException for a table that was not asked for
   */
  public <T extends Record> ReplicaView<T> view(String table, Class<T> row) {
    RowLayout now = subscription.layout(table);
    return new ReplicaView<>(this, new RowReader<>(table, row, RowLayout::of, now));
  }

  /**
   * From now on holds other rows of one of its tables, and returns when it does.
   *
   * @param any rows that meet one of these; all rows where there is none
   * @throws ConnectionLostException if the connection is lost; the next one has the new rows
   * @throws io.kvmsdk.error.UnsupportedException if the server is older than Open vSwitch 2.6
   */
  public void where(String table, Condition... any) {
    subscription.where(table, this::refresh, any);
  }

  /** Ends the listeners, and lets the server forget the monitor. Closing again does nothing. */
  @Override
  public void close() {
    boolean[] first = {false};
    change(
        () -> {
          first[0] = end == null;
          end =
              first[0]
                  ? new KvmException(subscription.subject(), "this replica was closed", "")
                  : end;
        });
    tellers.forEach(Teller::close);
    session.unfollow(subscription);
    if (first[0]) {
      subscription.cancel();
    }
  }

  @Override
  public String toString() {
    return "Replica" + request.tables().keySet() + " of " + subscription.subject();
  }
}
