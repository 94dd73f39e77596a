package io.kvmsdk.ovs;

import io.kvmsdk.change.Change;
import io.kvmsdk.change.Effect;
import io.kvmsdk.error.Subject;
import io.kvmsdk.ovs.ovsdb.Atom;
import io.kvmsdk.ovs.ovsdb.Condition;
import io.kvmsdk.ovs.ovsdb.Mutation;
import io.kvmsdk.ovs.ovsdb.Operation;
import io.kvmsdk.ovs.ovsdb.OperationResult;
import io.kvmsdk.ovs.ovsdb.Row;
import io.kvmsdk.ovs.ovsdb.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * A transaction in the making: what it changes, in words and in operations, what it takes for
 * granted, and how to take it back.
 */
final class Draft {
  private final List<Change> changes = new ArrayList<>();
  private final Set<Operation> guards = new LinkedHashSet<>();
  private final List<Operation> operations = new ArrayList<>();
  private final List<Updated> updated = new ArrayList<>();
  private final List<Operation.Insert> gone = new ArrayList<>();
  private final Map<Place, Links> links = new LinkedHashMap<>();
  private final List<List<Operation>> later = new ArrayList<>();
  private int names;

  /** Columns of a row that is there. */
  record Updated(String table, UUID row, Map<String, Value> before, Map<String, Value> after) {}

  /** A column that refers to other rows. */
  record Place(String table, UUID row, String column) {}

  record Links(Set<Atom> added, Set<Atom> removed) {
    Links() {
      this(new LinkedHashSet<>(), new LinkedHashSet<>());
    }
  }

  void note(Effect effect, Subject subject, String summary) {
    changes.add(new Change(effect, subject, summary));
  }

  List<Change> changes() {
    return List.copyOf(changes);
  }

  /** Adds a row; gives what stands for it. */
  Atom insert(String table, Map<String, Value> row) {
    String name = "row" + names++;
    operations.add(Operation.insert(table, row).named(name));
    return new Atom.Named(name);
  }

  /** Notes what becomes of a row, and does it; nothing where {@code changed} is empty. */
  void change(Effect effect, Subject subject, String table, Row old, Map<String, Value> changed) {
    if (!changed.isEmpty()) {
      note(effect, subject, Summary.of(old, changed));
      update(table, old, changed);
    }
  }

  /**
   * Changes columns of a row, if they still are what they were; of a map, that is for the keys that
   * change.
   */
  void update(String table, Row old, Map<String, Value> changed) {
    if (changed.isEmpty()) {
      return;
    }
    Map<String, Value> before = new LinkedHashMap<>();
    changed.keySet().forEach(column -> before.put(column, old.value(column)));
    updated.add(new Updated(table, old.uuid(), before, changed));
    Map<String, Value> whole = new LinkedHashMap<>(changed);
    changed.forEach(
        (column, value) -> {
          if (old.value(column) instanceof Value.MapOf map) {
            whole.remove(column);
            entries(table, old.uuid(), column, map, (Value.MapOf) value);
          }
        });
    if (!whole.isEmpty()) {
      before.keySet().retainAll(whole.keySet());
      guards.add(stillIs(table, Condition.uuid(old.uuid()), before));
      operations.add(Operation.update(table, whole, Condition.uuid(old.uuid())));
    }
  }

  /** An entry whose key others have set meanwhile stays as it is, and then it is not ours. */
  private void entries(String table, UUID row, String column, Value.MapOf from, Value.MapOf to) {
    guards.add(holds(table, row, column, entriesOnlyOf(from, to)));
    operations.add(
        Operation.mutate(table, Inverse.difference(column, from, to), Condition.uuid(row)));
    operations.add(holds(table, row, column, entriesOnlyOf(to, from)));
  }

  private static Value entriesOnlyOf(Value.MapOf one, Value.MapOf other) {
    Map<Atom, Atom> entries = new LinkedHashMap<>(one.entries());
    entries.entrySet().removeAll(other.entries().entrySet());
    return new Value.MapOf(entries);
  }

  private static Operation holds(String table, UUID row, String column, Value entries) {
    return Operation.await(
        table,
        Map.of(Row.UUID_COLUMN, Value.of(row)),
        Duration.ZERO,
        Condition.uuid(row),
        new Condition(column, Condition.Function.INCLUDES, entries));
  }

  /** Forgets what ovs-vswitchd said in a column, so that it is seen whether it says it again. */
  void forget(String table, Row row, String column) {
    operations.add(
        Operation.update(table, Map.of(column, Value.set()), Condition.uuid(row.uuid())));
  }

  static Operation stillIs(String table, Condition row, Map<String, Value> columns) {
    return Operation.await(table, columns, Duration.ZERO, row);
  }

  /** Has a row refer to another besides those that it refers to. */
  void link(String table, Row row, String column, Atom child) {
    links.computeIfAbsent(new Place(table, row.uuid(), column), p -> new Links()).added.add(child);
    if (row.has("name")) {
      guardName(table, row);
    }
  }

  private void guardName(String table, Row row) {
    guards.add(stillIs(table, Condition.uuid(row.uuid()), Map.of("name", row.value("name"))));
  }

  /** Has a row refer to another no more; if none does, that other is gone. */
  void unlink(String table, Row row, String column, UUID child) {
    links
        .computeIfAbsent(new Place(table, row.uuid(), column), p -> new Links())
        .removed
        .add(new Atom.Id(child));
  }

  /** Deletes a row that lives without being referred to. */
  void delete(String table, Row row) {
    operations.add(Operation.delete(table, Condition.uuid(row.uuid())));
    gone(table, row);
  }

  /** Says that a row goes with what is unlinked, so that it can be brought back. */
  void gone(String table, Row row) {
    Map<String, Value> columns = new HashMap<>(row.columns());
    columns.remove(Row.UUID_COLUMN);
    gone.add(Operation.insert(table, columns).withUuid(row.uuid()));
  }

  /**
   * Adds to a transaction that follows once this one is carried out, the {@code step}th, from 0.
   */
  void later(int step, Operation operation) {
    while (later.size() <= step) {
      later.add(new ArrayList<>());
    }
    later.get(step).add(operation);
  }

  List<List<Operation>> later() {
    return later;
  }

  boolean isEmpty() {
    return operations.isEmpty() && links.isEmpty();
  }

  /** All of it, guards first. */
  List<Operation> operations() {
    List<Operation> all = new ArrayList<>(guards);
    all.addAll(operations);
    links.forEach(
        (place, l) -> {
          List<Mutation> mutations = new ArrayList<>();
          if (!l.removed.isEmpty()) {
            mutations.add(Mutation.delete(place.column, Value.set(l.removed)));
          }
          if (!l.added.isEmpty()) {
            mutations.add(Mutation.insert(place.column, Value.set(l.added)));
          }
          all.add(Operation.mutate(place.table, mutations, Condition.uuid(place.row)));
        });
    return all;
  }

  /**
   * What takes it back.
   *
   * @param results of {@link #operations}
   */
  DraftUndo undo(List<OperationResult> results) {
    return new DraftUndo(updated, gone, links, later.isEmpty(), results);
  }
}
