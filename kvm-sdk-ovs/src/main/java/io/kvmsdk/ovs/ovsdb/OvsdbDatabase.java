package io.kvmsdk.ovs.ovsdb;

import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.KvmException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** One database of a server. Threads may share it. */
public final class OvsdbDatabase {
  private static final int ATTEMPTS = 3;

  private final OvsdbSession session;
  private final String name;
  private volatile Known known;

  /** A server that was restarted may have another schema. */
  private record Known(JsonRpcConnection connection, DatabaseSchema schema) {}

  OvsdbDatabase(OvsdbSession session, String name) {
    this.session = session;
    this.name = name;
    this.known = known(session.connection());
  }

  private Known known(JsonRpcConnection connection) {
    return new Known(connection, readSchema(connection, name));
  }

  /** The connection of now, once its schema is known. */
  private Known now() {
    JsonRpcConnection now = session.connection();
    Known last = known;
    if (last.connection() == now) {
      return last;
    }
    Known next = known(now);
    known = next;
    return next;
  }

  public String name() {
    return name;
  }

  public DatabaseSchema schema() {
    return known.schema();
  }

  private static DatabaseSchema readSchema(JsonRpcConnection connection, String name) {
    Object json = connection.call("get_schema", List.of(name));
    try {
      return SchemaReader.read(json);
    } catch (MalformedException e) {
      throw OvsdbException.violation(
          connection.subject(), "the schema of " + name + " is malformed: " + e.getMessage(), e);
    }
  }

  /** As {@link #transact(List)}. */
  public List<OperationResult> transact(Operation... operations) {
    return transact(List.of(operations));
  }

  /**
   * Does all of the operations, or none (RFC 7047, 4.1.3).
   *
   * @return a result for each, in their order
   * @throws io.kvmsdk.error.InvalidSpecException with all that the schema forbids in them; then
   *     nothing was sent
   * @throws TransactionException that says which one the server refused, and why
   * @throws OutcomeUnknownException if no reply comes: it may be done or not
   */
  public List<OperationResult> transact(List<Operation> operations) {
    Known now = checked(operations);
    return send(now, operations);
  }

  /**
   * As {@link #transact(List)}, for what the function puts together, and safer: an insert of a row
   * that would vanish, as nothing refers to it strongly, is refused; and where new rows depend on
   * an update or a mutation, it must find rows to change.
   *
   * @throws io.kvmsdk.error.InvalidSpecException also for rows that would vanish
   */
  public Committed transact(Consumer<Transaction> define) {
    Transaction transaction = new Transaction();
    define.accept(transaction);
    List<Operation> operations = transaction.operations();
    Known now = checked(operations);
    List<Operation> guarded = OrphanCheck.guarded(session.subject(), now.schema(), operations);
    List<OperationResult> results = send(now, guarded);
    Set<Operation> own = Collections.newSetFromMap(new IdentityHashMap<>());
    own.addAll(operations);
    return new Committed(results.stream().filter(r -> own.contains(r.operation())).toList());
  }

  /**
   * As {@link #transact(List)}, but where no reply comes it asks again, over a new connection if
   * need be, and it may be called again with the same operations: they are done once. They are
   * known by the UUIDs chosen for their inserts; where such a row is there, all was done before. So
   * a row that was deleted since then is made again.
   *
   * @return whether the answer was that they were done now; false if they had been before
   * @throws IllegalArgumentException if no insert has a UUID of the caller's choice
   * @throws OutcomeUnknownException if no reply came three times
   */
  public boolean ensure(List<Operation> operations) {
    List<Operation> marks = marks(operations);
    KvmException noReply = null;
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try {
        return ensure(operations, marks);
      } catch (OutcomeUnknownException e) {
        noReply = e;
      } catch (ConnectionLostException e) { // of this attempt nothing was sent
        noReply = noReply == null ? e : noReply;
      } catch (KvmException e) {
        throw noReply instanceof OutcomeUnknownException ? stillUnknown(noReply, e) : e;
      }
      if (Thread.currentThread().isInterrupted()) {
        break;
      }
    }
    throw noReply;
  }

  /** Of an attempt before; only what the server says of the operations themselves settles that. */
  private static KvmException stillUnknown(KvmException noReply, KvmException failure) {
    if (failure instanceof TransactionException) {
      return failure;
    }
    noReply.addSuppressed(failure);
    return noReply;
  }

  private static List<Operation> marks(List<Operation> operations) {
    List<Operation> marks = new ArrayList<>();
    for (Operation operation : operations) {
      if (operation instanceof Operation.Insert insert && insert.uuid().isPresent()) {
        Condition mark = Condition.uuid(insert.uuid().get());
        marks.add(Operation.select(insert.table(), mark).columns(Row.UUID_COLUMN));
      }
    }
    if (marks.isEmpty()) {
      throw new IllegalArgumentException("no insert has a UUID by which to know it again");
    }
    return marks;
  }

  private boolean ensure(List<Operation> operations, List<Operation> marks) {
    try {
      transact(operations);
      return true;
    } catch (TransactionException e) { // not only "duplicate uuid": a guard may fail before that
      if (transact(marks).stream().anyMatch(found -> !found.rows().isEmpty())) {
        return false;
      }
      throw e;
    }
  }

  /** What they were found right against; a schema that was converted meanwhile is read anew. */
  private Known checked(List<Operation> operations) {
    Known now = now();
    try {
      TransactionCheck.check(session.subject(), now.schema(), operations);
      return now;
    } catch (InvalidSpecException e) {
      Known fresh = known(now.connection());
      if (fresh.equals(now)) {
        throw e;
      }
      known = fresh;
      TransactionCheck.check(session.subject(), fresh.schema(), operations);
      return fresh;
    }
  }

  /** Without the check, which tests compare with the server's own. */
  List<OperationResult> send(List<Operation> operations) {
    return send(now(), operations);
  }

  private List<OperationResult> send(Known now, List<Operation> operations) {
    return read(now, operations, now.connection().call("transact", params(operations)));
  }

  private List<Object> params(List<Operation> operations) {
    List<Object> params = new ArrayList<>(operations.size() + 1);
    params.add(name);
    operations.forEach(operation -> params.add(OperationWriter.write(operation)));
    return params;
  }

  private List<OperationResult> read(Known now, List<Operation> operations, Object json) {
    try {
      return new ResultReader(session.subject(), now.schema()).read(operations, json);
    } catch (MalformedException e) {
      throw OvsdbException.violation(
          session.subject(), "the reply to transact is malformed: " + e.getMessage(), e);
    }
  }

  /**
   * What {@link #transact} would give, with nothing done: it is taken back at its end (RFC 7047,
   * 5.2.8). What only a commit finds stays unseen, as a name that is there twice; so does that rows
   * go to which nothing refers any more.
   *
   * @throws io.kvmsdk.error.InvalidSpecException with all that the schema forbids in them
   * @throws TransactionException that says which operation would fail, and why
   */
  public List<OperationResult> dryRun(List<Operation> operations) {
    List<Operation> all = new ArrayList<>(operations);
    all.add(new Operation.Abort());
    Known now = checked(operations);
    Object json = now.connection().call("transact", params(all));
    boolean aborted =
        json instanceof List<?> results
            && results.size() == all.size()
            && results.get(results.size() - 1) instanceof Map<?, ?> last
            && OvsdbError.ABORTED.text().equals(last.get("error"));
    return read(now, operations, aborted ? ((List<?>) json).subList(0, operations.size()) : json);
  }

  /** The transaction as {@code ovsdb-client transact} takes it: JSON (RFC 7047, 4.1.3). */
  public String toJson(List<Operation> operations) {
    return new String(Json.write(params(operations)), StandardCharsets.UTF_8);
  }

  /** All rows of the tables, as they are at one moment. */
  public TableSnapshot read(String... tables) {
    return snapshot(Stream.of(tables).map(t -> Operation.select(t)).toList());
  }

  /**
   * All rows of the tables, as they are at one moment, with these columns of each.
   *
   * @param columns by their tables; {@link Row#UUID_COLUMN} need not be named
   */
  public TableSnapshot read(Map<String, ? extends Collection<String>> columns) {
    return snapshot(
        columns.entrySet().stream()
            .map(e -> Operation.select(e.getKey()).columns(withUuid(e.getValue())))
            .toList());
  }

  private static String[] withUuid(Collection<String> columns) {
    return Stream.concat(Stream.of(Row.UUID_COLUMN), columns.stream())
        .distinct()
        .toArray(String[]::new);
  }

  private TableSnapshot snapshot(List<Operation.Select> selects) {
    return TableSnapshot.of(transact(List.<Operation>copyOf(selects)));
  }

  /**
   * Makes records of what {@link #read} or a {@link Operation.Select} gives of a table.
   *
   * @param row as {@link RowReader} describes it
   * @throws io.kvmsdk.error.InvalidSpecException with all components that are for no column of the
   *     table, or cannot hold what it may hold
   */
  public <T extends Record> RowReader<T> reader(String table, Class<T> row) {
    SchemaColumns columns = new SchemaColumns(this, table);
    return new RowReader<>(table, row, any -> columns.now(), columns.now());
  }

  /** These tables in memory, whole, and kept up to date until the replica is closed. */
  public Replica replica(String... tables) {
    return replica(MonitorRequest.of(tables));
  }

  /**
   * What {@code request} asks for in memory, kept up to date until the replica is closed (RFC 7047,
   * 4.1.5, {@code monitor}).
   *
   * @throws io.kvmsdk.error.NotFoundException if a table, or a column that was named, is not there
   * @throws io.kvmsdk.error.UnsupportedException for conditions, if the server is older than Open
   *     vSwitch 2.6
   */
  public Replica replica(MonitorRequest request) {
    return new Replica(session, name, request);
  }

  /** The same, and tells {@code listener} of it from the beginning. */
  public Replica monitor(MonitorRequest request, MonitorListener listener) {
    Replica replica = replica(request);
    replica.listen(listener);
    return replica;
  }

  @Override
  public String toString() {
    return "OvsdbDatabase[" + name + " " + schema().version() + " at " + session.subject() + "]";
  }
}
