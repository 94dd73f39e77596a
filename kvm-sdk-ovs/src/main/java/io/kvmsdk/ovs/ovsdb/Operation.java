package io.kvmsdk.ovs.ovsdb;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A step of a transaction (RFC 7047, 5.2). */
public sealed interface Operation {
  /** An operation on one table. */
  sealed interface OnTable extends Operation {
    String table();
  }

  /** An operation on those rows of a table for which all the conditions hold. */
  sealed interface OnRows extends OnTable {
    List<Condition> where();
  }

  /** What it does and to which table, without any values, as they may be secret. */
  default String summary() {
    String op = getClass().getSimpleName().toLowerCase(Locale.ROOT);
    return this instanceof OnTable on ? op + " on " + on.table() : op;
  }

  /**
   * 5.2.1.
   *
   * @param row columns that it lacks get their type's default
   * @param uuid what the row is to be known by; Open vSwitch 2.13 and newer take one, and refuse it
   *     a second time, so that what may have been done can be asked for again
   * @param name for {@link Atom.Named} in the same transaction
   */
  record Insert(String table, Map<String, Value> row, Optional<UUID> uuid, Optional<String> name)
      implements OnTable {
    public Insert {
      row = copy(row);
      name.ifPresent(Atom.Named::new);
    }

    public Insert named(String newName) {
      return new Insert(table, row, uuid, Optional.of(newName));
    }

    public Insert withUuid(UUID newUuid) {
      return new Insert(table, row, Optional.of(newUuid), name);
    }
  }

  /**
   * 5.2.2.
   *
   * @param columns all where it is empty
   */
  record Select(String table, List<Condition> where, Optional<Set<String>> columns)
      implements OnRows {
    public Select {
      where = List.copyOf(where);
      columns = columns.map(Set::copyOf);
    }

    public Select columns(String... names) {
      return new Select(table, where, Optional.of(Set.of(names)));
    }
  }

  /** 5.2.3: columns that {@code row} lacks stay. */
  record Update(String table, List<Condition> where, Map<String, Value> row) implements OnRows {
    public Update {
      where = List.copyOf(where);
      row = copy(row);
    }
  }

  /** 5.2.4. */
  record Mutate(String table, List<Condition> where, List<Mutation> mutations) implements OnRows {
    public Mutate {
      where = List.copyOf(where);
      mutations = List.copyOf(mutations);
    }
  }

  /** 5.2.5. */
  record Delete(String table, List<Condition> where) implements OnRows {
    public Delete {
      where = List.copyOf(where);
    }
  }

  /**
   * 5.2.6: goes on once the rows that {@code where} selects are the {@code rows} given, or, where
   * {@code equal} is false, once they are not.
   *
   * @param columns which are compared
   * @param timeout whole milliseconds; the transaction fails after it, at once where it is zero
   */
  record Wait(
      String table,
      List<Condition> where,
      Set<String> columns,
      boolean equal,
      List<Row> rows,
      Optional<Duration> timeout)
      implements OnRows {
    public Wait {
      where = List.copyOf(where);
      columns = Set.copyOf(columns);
      rows = List.copyOf(rows);
    }
  }

  /** 5.2.7: {@code durable} makes the reply wait for the disk. */
  record Commit(boolean durable) implements Operation {}

  /** 5.2.8: fails the transaction, so that nothing of it is done. */
  record Abort() implements Operation {}

  /** 5.2.9: goes to the database's log. */
  record Comment(String text) implements Operation {}

  /** 5.2.10: fails the transaction unless this client has the lock. */
  record Assert(String lock) implements Operation {}

  static Insert insert(String table, Map<String, Value> row) {
    return new Insert(table, row, Optional.empty(), Optional.empty());
  }

  static Select select(String table, Condition... where) {
    return new Select(table, List.of(where), Optional.empty());
  }

  static Update update(String table, Map<String, Value> row, Condition... where) {
    return new Update(table, List.of(where), row);
  }

  static Mutate mutate(String table, List<Mutation> mutations, Condition... where) {
    return new Mutate(table, List.of(where), mutations);
  }

  static Delete delete(String table, Condition... where) {
    return new Delete(table, List.of(where));
  }

  /**
   * Waits until the rows selected are just one, and its columns hold those values.
   *
   * @param timeout zero to fail at once, as for a guard of what has been read before
   */
  static Wait await(String table, Map<String, Value> row, Duration timeout, Condition... where) {
    return new Wait(
        table, List.of(where), row.keySet(), true, List.of(new Row(row)), Optional.of(timeout));
  }

  /** Fails the transaction at once unless there is a row for which all the conditions hold. */
  static Wait exists(String table, List<Condition> where) {
    return new Wait(
        table, where, Set.of(Row.UUID_COLUMN), false, List.of(), Optional.of(Duration.ZERO));
  }

  private static Map<String, Value> copy(Map<String, Value> row) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(row));
  }
}
