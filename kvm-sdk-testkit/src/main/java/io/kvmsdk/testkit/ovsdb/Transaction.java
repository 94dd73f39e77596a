package io.kvmsdk.testkit.ovsdb;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/** One attempt at the operations of a {@code transact} (RFC 7047, 4.1.3 and 5.2). */
final class Transaction {
  /**
   * How it ended.
   *
   * @param results of the operations; null where a {@code wait} is not fulfilled yet
   * @param changes what was committed
   * @param timeout milliseconds since the request's arrival after which the wait fails
   */
  record Outcome(List<Object> results, List<Change> changes, long timeout) {}

  private final Txn txn;
  private final Names names = new Names();
  private final Predicate<String> ownsLock;
  private final long elapsed;
  private long timeout = Long.MAX_VALUE;

  private Transaction(Database database, Predicate<String> ownsLock, long elapsed) {
    this.txn = new Txn(database);
    this.ownsLock = ownsLock;
    this.elapsed = elapsed;
  }

  /** A {@code wait} that is not fulfilled, and may still be. */
  private static final class NotYet extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /**
   * Does the operations, and commits them if all succeed.
   *
   * @param ownsLock what {@code assert} asks
   * @param elapsed milliseconds since the request came
   */
  static Outcome run(
      Database database, List<?> operations, Predicate<String> ownsLock, long elapsed) {
    Transaction transaction = new Transaction(database, ownsLock, elapsed);
    List<Object> results = new ArrayList<>();
    List<Change> changes = List.of();
    try {
      for (Object operation : operations) {
        String place = "ovsdb operation " + (results.size() + 1) + " of " + operations.size();
        results.add(transaction.execute(new Members(operation, place)));
      }
      changes = Integrity.commit(transaction.txn);
    } catch (OvsdbFailure e) {
      // A failure at commit is one result more than there are operations.
      results.add(e.toJson());
    } catch (NotYet e) {
      return new Outcome(null, List.of(), transaction.timeout);
    }
    while (results.size() < operations.size()) {
      results.add(null);
    }
    return new Outcome(results, changes, transaction.timeout);
  }

  private Map<String, Object> execute(Members operation) {
    String op = operation.id("op");
    Map<String, Object> result = Map.of();
    RuntimeException failure = null;
    try {
      result = op == null ? result : execute(op, operation);
    } catch (OvsdbFailure | NotYet e) {
      failure = e;
    }
    operation.finish(); // what is wrong with the notation comes first
    if (failure != null) {
      throw failure;
    }
    if (txn.database().schema().name().startsWith("_") && isWriting(op)) {
      throw OvsdbFailure.of(
          "not allowed",
          "%s operation not allowed on table in reserved database %s",
          op,
          txn.database().schema().name());
    }
    return result;
  }

  private static boolean isWriting(String op) {
    return Set.of("insert", "update", "mutate", "delete", "commit").contains(op);
  }

  private Map<String, Object> execute(String op, Members operation) {
    return switch (op) {
      case "insert" -> insert(operation);
      case "select" -> select(operation);
      case "update" -> update(operation);
      case "mutate" -> mutate(operation);
      case "delete" -> delete(operation);
      case "wait" -> await(operation);
      case "commit" -> nothing(operation.get("durable", Boolean.class));
      case "abort" -> throw OvsdbFailure.of("aborted", "aborted by request");
      case "comment" -> nothing(operation.get("comment", String.class));
      case "assert" -> assertLock(operation.id("lock"));
      default -> {
        operation.complain("No operation \"" + op + "\"");
        yield Map.of();
      }
    };
  }

  /** For operations whose notation alone is checked: all is in memory, and none keeps a log. */
  private static Map<String, Object> nothing(Object ignored) {
    return Map.of();
  }

  private Table table(Members operation) {
    String name = operation.id("table");
    Table table = txn.database().schema().tables().get(name);
    if (name != null && table == null) {
      operation.complain("No table named " + name + ".");
    }
    return table;
  }

  private Map<String, Object> insert(Members operation) {
    Table table = table(operation);
    String id = operation.optional("uuid", String.class);
    String name = operation.has("uuid-name") ? operation.id("uuid-name") : null;
    Map<?, ?> given = operation.get("row", Map.class);
    operation.check();
    UUID uuid = id == null ? null : AtomKind.id(id, id, "bad uuid");
    if (uuid != null && !txn.mayCreate(table.name(), uuid)) {
      throw OvsdbFailure.about(
          id,
          "duplicate uuid",
          "This UUID would duplicate a UUID already present within the table or deleted within the"
              + " same transaction.");
    }
    if (name != null && !names.create(name, uuid)) {
      throw OvsdbFailure.about(
          name,
          "duplicate uuid-name",
          "This \"uuid-name\" appeared on an earlier \"insert\" operation.");
    }
    if (uuid == null) {
      uuid = name == null ? UUID.randomUUID() : names.id(name);
    }
    Row row = Row.of(table, uuid, table.row(given, names));
    checkDefaults(table, row);
    txn.put(table.name(), row);
    return Map.of("uuid", AtomKind.write(uuid));
  }

  /** A default value need not be one that the column allows. */
  private static void checkDefaults(Table table, Row row) {
    for (Column column : table.columns().values()) {
      Datum value = row.get(column);
      if (value.size() == 1) {
        column.type().key().check(value.only());
      }
    }
  }

  private Map<String, Object> select(Members operation) {
    Table table = table(operation);
    List<?> where = operation.array("where");
    List<?> columns = operation.optional("columns", List.class);
    operation.check();
    List<Row> found = rows(table, where);
    Collection<Column> shown = table.columns(columns);
    // Rows that look the same are one (5.2.2 does not say so, ovsdb-server does it).
    Set<Object> rows = found.stream().map(r -> r.toJson(shown)).collect(distinct());
    return Map.of("rows", new ArrayList<>(rows));
  }

  private static Collector<Object, ?, Set<Object>> distinct() {
    return Collectors.toCollection(LinkedHashSet::new);
  }

  private List<Row> rows(Table table, List<?> where) {
    List<Predicate<Row>> clauses = Clause.readAll(table, where, names);
    for (Predicate<Row> clause : clauses) {
      if (clause instanceof Clause c
          && c.column().equals(Column.UUID)
          && c.function().equals("==")) {
        Row row = txn.get(table.name(), (UUID) c.argument().only());
        return row != null && matches(row, clauses) ? List.of(row) : List.of();
      }
    }
    return txn.rows(table.name()).stream().filter(row -> matches(row, clauses)).toList();
  }

  private static boolean matches(Row row, List<Predicate<Row>> clauses) {
    return clauses.stream().allMatch(clause -> clause.test(row));
  }

  private Map<String, Object> update(Members operation) {
    Table table = table(operation);
    List<?> where = operation.array("where");
    Map<?, ?> given = operation.get("row", Map.class);
    operation.check();
    Map<String, Datum> changed = table.row(given, names);
    for (String name : changed.keySet()) {
      if (!table.columns().get(name).mutable()) {
        throw OvsdbFailure.about(
            operation.json(),
            "constraint violation",
            "Cannot update immutable column %s in table %s.",
            name,
            table.name());
      }
    }
    List<Row> rows = rows(table, where);
    rows.forEach(row -> txn.put(table.name(), row.with(changed)));
    return count(rows);
  }

  private static Map<String, Object> count(List<Row> rows) {
    return Map.of("count", (long) rows.size());
  }

  private Map<String, Object> mutate(Members operation) {
    Table table = table(operation);
    List<?> where = operation.array("where");
    List<?> mutations = operation.array("mutations");
    operation.check();
    List<MutationStep> steps = new ArrayList<>();
    mutations.forEach(m -> steps.add(MutationStep.read(table, m, names)));
    List<Row> rows = rows(table, where);
    rows.forEach(row -> txn.put(table.name(), mutated(row, steps)));
    return count(rows);
  }

  private static Row mutated(Row row, List<MutationStep> steps) {
    Map<String, Datum> changed = new LinkedHashMap<>();
    for (MutationStep step : steps) {
      Datum now = changed.getOrDefault(step.column().name(), row.get(step.column()));
      changed.put(step.column().name(), step.apply(now));
    }
    return row.with(changed);
  }

  private Map<String, Object> delete(Members operation) {
    List<?> where = operation.array("where");
    Table table = table(operation);
    operation.check();
    List<Row> rows = rows(table, where);
    rows.forEach(row -> txn.delete(table.name(), row.uuid()));
    return count(rows);
  }

  private Map<String, Object> await(Members operation) {
    Long limit = operation.optional("timeout", Long.class);
    List<?> where = operation.array("where");
    List<?> columns = operation.optional("columns", List.class);
    String until = operation.get("until", String.class);
    List<?> expected = operation.array("rows");
    Table table = table(operation);
    operation.check();
    List<Row> found = rows(table, where);
    Collection<Column> compared = table.columns(columns);
    checkWait(limit, until);
    Set<Object> actual = projections(found, compared);
    Set<Object> wanted = projections(expectedRows(table, expected), compared);
    if (actual.equals(wanted) != until.equals("==")) {
      throw unfulfilled(limit);
    }
    return Map.of();
  }

  private void checkWait(Long limit, String until) {
    if (limit != null && limit < 0) {
      throw OvsdbFailure.syntax(limit, "timeout must be nonnegative");
    }
    if (limit != null) {
      timeout = Math.min(timeout, limit);
    }
    if (!until.equals("==") && !until.equals("!=")) {
      throw OvsdbFailure.syntax(until, "\"until\" must be \"==\" or \"!=\"");
    }
  }

  private List<Row> expectedRows(Table table, List<?> rows) {
    List<Row> expected = new ArrayList<>();
    UUID none = (UUID) AtomKind.UUID.zero();
    for (Object row : rows) {
      Map<String, Datum> given = table.row(row, names);
      expected.add(Row.of(table, none, given).with(given));
    }
    return expected;
  }

  private static Set<Object> projections(List<Row> rows, Collection<Column> columns) {
    return rows.stream()
        .map(row -> columns.stream().map(row::get).toList())
        .collect(Collectors.toSet());
  }

  private RuntimeException unfulfilled(Long limit) {
    if (limit == null || elapsed < limit) {
      return new NotYet();
    }
    return elapsed > 0
        ? OvsdbFailure.of("timed out", "\"wait\" timed out after %d ms", elapsed)
        : OvsdbFailure.of("timed out", "\"where\" clause test failed");
  }

  private Map<String, Object> assertLock(String lock) {
    if (lock != null && !ownsLock.test(lock)) {
      throw OvsdbFailure.of("not owner", "Asserted lock %s not held.", lock);
    }
    return Map.of();
  }
}
