package io.kvmsdk.testkit.ovsdb;

import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The server behind its sockets: one thing happens at a time, in it as in ovsdb-server. */
final class Engine {
  private final Map<String, Database> databases = new LinkedHashMap<>();
  private final List<Session> sessions = new ArrayList<>();
  private final List<Trigger> pending = new ArrayList<>();
  private final List<OvsdbRequest> log = new ArrayList<>();
  private final List<Runnable> held = new ArrayList<>();
  private final List<Runnable> watchers = new ArrayList<>();
  private final Locks locks = new Locks();
  private final Faults faults = new Faults();
  private final Requests requests = new Requests(this, locks);
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, Engine::daemon);
  private long transactions;
  private int connections;
  private boolean closed;

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "fake OVSDB server's clock");
    thread.setDaemon(true);
    return thread;
  }

  synchronized void add(Schema schema) {
    databases.put(schema.name(), new Database(schema));
    ServerDatabase.describe(databases);
  }

  /** Does {@code work} after every commit of a client's, on a thread of its own. */
  synchronized void watch(Runnable work) {
    watchers.add(work);
  }

  synchronized Map<String, Database> databases() {
    return databases;
  }

  /** The database; null if there is none of that name. */
  synchronized Database database(String name) {
    return databases.get(name);
  }

  synchronized Session join(SocketChannel channel, Duration probe) {
    Session session = new Session(this, channel, ++connections);
    sessions.add(session);
    if (!probe.isZero()) {
      probe(session, probe.toNanos());
    }
    return session;
  }

  /** Asks a client that was quiet for long whether it lives. */
  private synchronized void probe(Session session, long interval) {
    if (closed || !session.isOpen()) {
      return;
    }
    if (session.quiet() < interval) {
      later(() -> probe(session, interval), interval);
      return;
    }
    long asked = System.nanoTime();
    session.send(Messages.request("echo", "echo", List.of()));
    later(() -> expectAnswer(session, interval, asked), interval);
  }

  /** Drops a client that has said nothing since it was asked. */
  private void expectAnswer(Session session, long interval, long asked) {
    if (session.quiet() > System.nanoTime() - asked) {
      session.drop();
    } else {
      probe(session, interval);
    }
  }

  private void later(Runnable work, long nanos) {
    timer.schedule(work, nanos, TimeUnit.NANOSECONDS);
  }

  synchronized void leave(Session session) {
    session.drop();
    if (sessions.remove(session)) {
      locks.leaveAll(session);
      pending.removeIf(trigger -> trigger.session() == session);
      notifyAll();
    }
  }

  /** Blocks while the client is not to be read from; false once it has gone. */
  synchronized boolean mayRead(Session session) {
    while (!session.isReading() && session.isOpen()) {
      try {
        wait();
      } catch (InterruptedException e) {
        return false;
      }
    }
    return session.isOpen();
  }

  /** What a client said that has left, as when the writer noticed that first, is not heard. */
  synchronized void receive(Session session, Map<?, ?> message) {
    if (!sessions.contains(session)) {
      return;
    }
    String method = (String) message.get("method");
    Object id = message.get("id");
    if (method == null) {
      // ovsdb-server drops who answers what was never asked.
      if (!"echo".equals(id)) {
        session.drop();
      }
      return;
    }
    List<?> params = (List<?>) message.get("params");
    log.add(new OvsdbRequest(session.number(), method, id, params));
    notifyAll();
    if (!session.isSilent()) {
      answer(session, method, id, params);
    }
  }

  private void answer(Session session, String method, Object id, List<?> params) {
    Reply reply = new Reply(session, id, faults.strike(method).orElse(null), held);
    if (reply.mayBegin()) {
      requests.handle(session, method, params, reply);
    }
  }

  /** Runs a transaction, now or, if it waits, when it can. */
  synchronized void transact(Trigger trigger) {
    pending.add(trigger);
    attempt(trigger, 0);
  }

  /** A transaction of nobody's, which must not wait. */
  synchronized List<Object> local(String database, List<?> operations) {
    List<Object> results = new ArrayList<>();
    transact(new Trigger(null, null, database, operations, System.nanoTime(), results::addAll));
    return results;
  }

  synchronized List<Map<String, Object>> rows(String database, String table) {
    Database of = databases.get(database);
    Table described = of.schema().tables().get(table);
    return of.rows(table).values().stream()
        .map(row -> row.toJson(described.columns().values()))
        .toList();
  }

  private synchronized void attempt(Trigger trigger, long elapsed) {
    Database database = databases.get(trigger.database());
    if (closed || !pending.remove(trigger) || database == null) {
      return;
    }
    Predicate<String> owns =
        lock -> trigger.session() != null && locks.isOwner(trigger.session(), lock);
    Transaction.Outcome outcome = Transaction.run(database, trigger.operations(), owns, elapsed);
    if (outcome.results() == null) {
      pending.add(trigger);
      if (outcome.timeout() < Long.MAX_VALUE) {
        long left = TimeUnit.MILLISECONDS.toNanos(outcome.timeout() - trigger.elapsed());
        later(() -> attempt(trigger, trigger.elapsed()), Math.max(left, 100_000));
      }
      return;
    }
    // As ovsdb-server does, all are told of the changes before the reply.
    tell(database, outcome.changes());
    trigger.answer().give(outcome.results());
    if (!outcome.changes().isEmpty()) {
      settle(trigger);
    }
  }

  private void settle(Trigger done) {
    if (done.session() != null) {
      transactions++;
      watchers.forEach(timer::execute);
    }
    notifyAll();
    List.copyOf(pending).forEach(trigger -> attempt(trigger, trigger.elapsed()));
  }

  void tell(Database database, List<Change> changes) {
    if (changes.isEmpty()) {
      return;
    }
    for (Session session : sessions) {
      for (Monitor monitor : session.monitors().values()) {
        if (monitor.isOn(database)) {
          session.send(monitor.update(changes));
        }
      }
    }
  }

  synchronized void cancel(Session session, Object id) {
    // Open vSwitch 3.1 does not answer a request that was canceled, whatever RFC 7047, 4.1.4, says.
    pending.removeIf(trigger -> trigger.session() == session && trigger.id().equals(id));
  }

  /** Puts a database with another schema in the place of one; see {@link Conversion}. */
  synchronized void convert(Schema schema) {
    Database old = databases.get(schema.name());
    Database converted = Conversion.convert(old, schema);
    List<Trigger> canceled =
        pending.stream().filter(t -> t.database().equals(schema.name())).toList();
    pending.removeAll(canceled);
    canceled.stream()
        .filter(trigger -> trigger.session() != null)
        .forEach(t -> t.session().send(Messages.failure(t.id(), "canceled")));
    databases.put(schema.name(), converted);
    tell(databases.get(ServerDatabase.NAME), ServerDatabase.describe(databases));
    for (Session session : List.copyOf(sessions)) {
      if (session.isChangeAware()) {
        Conversion.cancelMonitors(session, old);
      } else {
        session.drop();
      }
    }
  }

  synchronized void failOn(String method, OvsdbFault fault) {
    faults.arm(method, fault);
  }

  /** Ends all faults: what was held goes out, who was not read is read again. */
  synchronized void heal() {
    faults.clear();
    release();
    sessions.forEach(session -> session.setReading(true));
    notifyAll();
  }

  synchronized void release() {
    held.forEach(Runnable::run);
    held.clear();
  }

  synchronized void dropAll() {
    List.copyOf(sessions).forEach(Session::drop);
  }

  synchronized List<OvsdbRequest> log() {
    return List.copyOf(log);
  }

  synchronized long transactions() {
    return transactions;
  }

  /** Blocks until {@code condition} holds, which only what happens here can change. */
  synchronized void await(String what, Predicate<Engine> condition, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.test(this)) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError("not within " + limit + ": " + what);
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting for " + what, e);
      }
    }
  }

  synchronized void close() {
    closed = true;
    timer.shutdownNow();
    dropAll();
    notifyAll();
  }
}
