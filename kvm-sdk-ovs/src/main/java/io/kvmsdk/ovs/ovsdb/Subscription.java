package io.kvmsdk.ovs.ovsdb;

import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.error.UnsupportedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps tables by a monitor: by {@code monitor_cond_since} (Open vSwitch 2.12), which can go on
 * where another connection ended, else by {@code monitor_cond} (2.6), else by {@code monitor} (RFC
 * 7047, 4.1.5), after which all is read anew and compared.
 */
final class Subscription implements Follower {
  private static final System.Logger LOG = System.getLogger(Subscription.class.getName());

  private static final AtomicLong LAST_ID = new AtomicLong();

  /** What rows may take of memory: whoever monitors a hostile server must not perish of it. */
  private static final long HEAVIEST = Runtime.getRuntime().maxMemory() / 3;

  /** Of no transaction: all is to be sent. */
  private static final String NOTHING_YET = "00000000-0000-0000-0000-000000000000";

  /** Hears of the tables, one call at a time. */
  interface Reader {
    /** The tables as they are now; with a gap, steps since the last time may have been missed. */
    void now(TableSnapshot tables, boolean gap);

    void lost(KvmException why);

    /** There will be no more. */
    void ended(KvmException why);

    /** Something of ours that was sent behind the server's has arrived. */
    void passed(long marker);
  }

  /** A monitor that a server knows. */
  private record Monitor(JsonRpcConnection connection, String id, boolean conditional) {}

  private final String database;
  private final Subject subject;
  private final Reader reader;
  private MonitorRequest request;
  private volatile Monitor monitor;

  /** Held by who asks for other rows, until they are there: one at a time. */
  private final ReentrantLock changing = new ReentrantLock();

  /** Whether the server may have applied conditions that differ from those the tables show. */
  private boolean unsure;

  private volatile boolean ended;
  private volatile TableUpdates updates;
  private DatabaseSchema schema;
  private TableSnapshot tables;
  private String lastTransaction = NOTHING_YET;

  Subscription(String database, Subject server, MonitorRequest request, Reader reader) {
    this.database = database;
    this.subject = Subject.of("OVSDB database", database + " at " + server.name());
    this.request = request;
    this.reader = reader;
  }

  Subject subject() {
    return subject;
  }

  /**
   * How rows of a table look from now on.
   *
   * @throws IllegalArgumentException for a table that was not asked for
   */
  RowLayout layout(String table) {
    RowLayout layout = updates.layout(table);
    if (layout == null) {
      throw new IllegalArgumentException(
          "only " + request.tables().keySet() + " are here, not " + table);
    }
    return layout;
  }

  @Override
  public void connected(JsonRpcConnection connection) {
    if (!ended) {
      try {
        establish(connection);
      } catch (KvmException e) {
        if (tables == null || mayPass(e)) {
          throw e;
        }
        end(e);
      }
    }
  }

  /** Whether it is the connection's fault rather than the request's. */
  private static boolean mayPass(KvmException e) {
    return e instanceof ConnectionLostException
        || e instanceof TimedOutException
        || (e instanceof OvsdbException error && error.kind() == OvsdbError.PROTOCOL_VIOLATION);
  }

  private void end(KvmException why) {
    ended = true;
    reader.ended(why);
  }

  /** Holds its lock while it asks, so that it asks for the conditions of one moment. */
  private synchronized void establish(JsonRpcConnection connection) {
    Object schema = connection.call("get_schema", List.of(database));
    try {
      prepare(SchemaReader.read(schema));
      try {
        monitor(connection);
      } catch (IllegalArgumentException e) { // the server's history does not fit what we have
        if (lastTransaction.equals(NOTHING_YET)) {
          throw e;
        }
        again(connection, e);
      }
    } catch (IllegalArgumentException e) {
      throw new OvsdbException(
          subject, OvsdbException.PROTOCOL_VIOLATION, "not as RFC 7047 has it: " + e, e);
    }
  }

  private void again(JsonRpcConnection connection, IllegalArgumentException why) {
    LOG.log(System.Logger.Level.DEBUG, "the monitor of {0} begins anew: {1}", subject, why);
    lastTransaction = NOTHING_YET;
    cancel();
    monitor(connection);
  }

  private void prepare(DatabaseSchema newSchema) {
    TableUpdates now = new TableUpdates(request.layouts(newSchema, subject));
    request.check(newSchema, subject);
    schema = newSchema;
    if (updates == null || unsure || !updates.same(now)) {
      updates = now;
      lastTransaction = NOTHING_YET;
      unsure = false;
    }
  }

  private void monitor(JsonRpcConnection connection) {
    boolean first = tables == null;
    String id = "kvm-sdk-" + LAST_ID.incrementAndGet();
    monitor = new Monitor(connection, id, true);
    List<Object> params = List.of(database, id, tables(request));
    try {
      List<Object> since = new ArrayList<>(params);
      since.add(lastTransaction);
      resume(connection.call("monitor_cond_since", since));
    } catch (OvsdbException e) {
      onlyUnknown(e);
      tables = whole(oldMonitor(connection, params));
    }
    reader.now(tables, !first);
  }

  /** The {@code <table-updates>} of a server that cannot resume. */
  private Object oldMonitor(JsonRpcConnection connection, List<Object> params) {
    try {
      return connection.call("monitor_cond", params);
    } catch (OvsdbException e) {
      onlyUnknown(e);
      monitor = new Monitor(connection, (String) params.get(1), false);
      requireNoConditions(request);
      return connection.call("monitor", params);
    }
  }

  private static void onlyUnknown(OvsdbException e) {
    if (e.kind() != OvsdbError.UNKNOWN_METHOD) {
      throw e;
    }
  }

  private void requireNoConditions(MonitorRequest asked) {
    if (asked.isConditional()) {
      throw new UnsupportedException(
          subject, "the server has no monitor_cond", "Monitor whole tables, or have it upgraded");
    }
  }

  /** ovsdb-server(7), 4.1.15. */
  private void resume(Object reply) {
    if (!(reply instanceof List<?> result)
        || result.size() != 3
        || !(result.get(0) instanceof Boolean found)
        || !(result.get(1) instanceof String transaction)) {
      throw new IllegalArgumentException("monitor_cond_since gives something else: " + reply);
    }
    boolean resumed = found && !lastTransaction.equals(NOTHING_YET);
    tables = resumed ? changed(tables(), result.get(2)) : whole(result.get(2));
    lastTransaction = transaction;
  }

  private TableSnapshot tables() {
    return tables == null ? updates.empty() : tables;
  }

  private TableSnapshot whole(Object json) {
    return bounded(updates.read(tables(), json));
  }

  private TableSnapshot changed(TableSnapshot before, Object json) {
    return bounded(updates.apply(before, json));
  }

  private TableSnapshot bounded(TableSnapshot now) {
    if (updates.weight() > HEAVIEST) {
      throw new KvmException(
          subject,
          "the rows that are monitored take more than %d MiB, a third of the heap"
              .formatted(HEAVIEST >> 20),
          "Monitor fewer tables, columns or rows, or give the JVM more memory");
    }
    return now;
  }

  private Map<String, Object> tables(MonitorRequest asked) {
    Map<String, Object> json = new LinkedHashMap<>();
    asked
        .tables()
        .forEach(
            (name, table) -> {
              Map<String, Object> one = new LinkedHashMap<>();
              one.put("columns", updates.layout(name).columns());
              if (!table.any().isEmpty()) {
                one.put("where", where(table.any()));
              }
              json.put(name, List.of(one));
            });
    return json;
  }

  private static List<Object> where(List<Condition> any) {
    return any.stream().map(ValueWriter::condition).toList();
  }

  @Override
  public void notified(JsonRpcConnection connection, Notification notification) {
    List<?> params = notification.params();
    if (notification.method().equals(MARKER)) {
      reader.passed((long) params.get(0));
    } else if (!ended && isOurs(connection, params)) {
      try {
        heard(connection, notification.method(), params);
      } catch (KvmException e) {
        if (mayPass(e)) {
          connection.close(); // the next one begins with all of it
        } else {
          cancel();
          end(e);
        }
      }
    }
  }

  /** The method of what comes from ourselves; the server has none such. */
  static final String MARKER = "";

  private boolean isOurs(JsonRpcConnection connection, List<?> params) {
    Monitor now = monitor;
    return now != null
        && now.connection() == connection
        && !params.isEmpty()
        && now.id().equals(params.get(0));
  }

  private void heard(JsonRpcConnection connection, String method, List<?> params) {
    try {
      switch (method) {
        case "update", "update2" -> tables = changed(tables, params.get(1));
        case "update3" -> {
          tables = changed(tables, params.get(2));
          lastTransaction = (String) params.get(1);
        }
        case "monitor_canceled" -> { // the schema was converted; ovsdb-server(7), 4.1.7
          establish(connection);
          return;
        }
        default -> {
          return;
        }
      }
      reader.now(tables, false);
    } catch (KvmException e) {
      throw e;
    } catch (RuntimeException e) { // whatever it was, the tables are no longer the server's
      LOG.log(System.Logger.Level.WARNING, "updates of " + subject + " make no sense", e);
      lastTransaction = NOTHING_YET;
      cancel();
      establish(connection);
    }
  }

  @Override
  public void lost(JsonRpcConnection connection, KvmException why) {
    reader.lost(why);
  }

  @Override
  public void closed() {
    end(new ConnectionLostException(subject, "the client was closed", ""));
  }

  /**
   * Asks for other rows of a table (ovsdb-server(7), 4.1.13).
   *
   * @param takenIn returns once the tables show what the server has said by now
   */
  void where(String table, Runnable takenIn, Condition... any) {
    changing.lock();
    try {
      Change change = want(table, any);
      if (change.monitor().conditional()) { // else it asks for all rows, and has them
        ask(change, table, any);
      }
      takenIn.run();
      done(change);
    } finally {
      changing.unlock();
    }
  }

  /** What is asked for anew, and how it was before. */
  private record Change(Monitor monitor, MonitorRequest before, boolean sure) {}

  private synchronized Change want(String table, Condition... any) {
    if (!request.tables().containsKey(table)) {
      throw new IllegalArgumentException("only " + request.tables().keySet() + ", not " + table);
    }
    MonitorRequest changed = request.where(table, any);
    TransactionCheck.check(subject, schema, Map.of(table, List.of(any)));
    if (!monitor.conditional()) {
      requireNoConditions(changed);
    }
    Change change = new Change(monitor, request, !unsure);
    unsure = true;
    request = changed;
    return change;
  }

  private void ask(Change change, String table, Condition... any) {
    Monitor now = change.monitor();
    Map<String, Object> json = Map.of(table, List.of(Map.of("where", where(List.of(any)))));
    try {
      now.connection().call("monitor_cond_change", List.of(now.id(), now.id(), json));
    } catch (OvsdbException e) {
      refused(change, e);
      throw e;
    }
  }

  private synchronized void refused(Change change, OvsdbException e) {
    if (e.kind() != OvsdbError.PROTOCOL_VIOLATION && change.monitor().equals(monitor)) {
      request = change.before();
      unsure = !change.sure();
    }
  }

  /** Not before the tables show it: what is still to be taken in is lost with the connection. */
  private synchronized void done(Change change) {
    if (change.sure() && change.monitor().equals(monitor)) {
      unsure = false;
    }
  }

  /** Has the server forget the monitor; that it does so is of no importance. */
  void cancel() {
    Monitor last = monitor;
    try {
      if (last != null) {
        last.connection().call("monitor_cancel", List.of(last.id()));
      }
    } catch (KvmException e) {
      LOG.log(System.Logger.Level.DEBUG, "monitor_cancel failed", e);
    }
  }
}
