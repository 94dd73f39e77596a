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
import java.util.Optional;
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
  private final List<Operation> undo = new ArrayList<>();
  private final Map<Place, Links> links = new LinkedHashMap<>();
  private final List<List<Operation>> later = new ArrayList<>();
  private int names;

  /** A column that refers to other rows. */
  private record Place(String table, UUID row, String column) {}

  private record Links(Set<Atom> added, Set<Atom> removed) {
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

  /** Changes columns of a row, if they still are what they were. */
  void update(String table, Row old, Map<String, Value> changed) {
    if (changed.isEmpty()) {
      return;
    }
    Map<String, Value> before = new LinkedHashMap<>();
    changed.keySet().forEach(column -> before.put(column, old.value(column)));
    Condition row = Condition.uuid(old.uuid());
    guards.add(stillIs(table, row, before));
    operations.add(Operation.update(table, changed, row));
    undo.add(Operation.update(table, before, row));
  }

  /** Forgets what ovs-vswitchd said in a column, so that it is seen whether it says it again. */
  void forget(String table, Row row, String column) {
    operations.add(
        Operation.update(table, Map.of(column, Value.set()), Condition.uuid(row.uuid())));
  }

  private static Operation stillIs(String table, Condition row, Map<String, Value> columns) {
    return new Operation.Wait(
        table,
        List.of(row),
        columns.keySet(),
        true,
        List.of(new Row(columns)),
        Optional.of(Duration.ZERO));
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
    undo.add(Operation.insert(table, columns).withUuid(row.uuid()));
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
  List<Operation> undo(List<OperationResult> results) {
    Map<Atom, Atom> made = new HashMap<>();
    List<Operation> all = new ArrayList<>(undo);
    for (OperationResult result : results) {
      if (result.operation() instanceof Operation.Insert insert) {
        UUID uuid = result.uuid().orElseThrow();
        insert.name().ifPresent(name -> made.put(new Atom.Named(name), new Atom.Id(uuid)));
        if (insert.table().equals(SwitchState.QOS) || insert.table().equals(SwitchState.QUEUE)) {
          all.add(Operation.delete(insert.table(), Condition.uuid(uuid)));
        }
      }
    }
    links.forEach(
        (place, l) -> {
          List<Atom> added = l.added.stream().map(atom -> made.getOrDefault(atom, atom)).toList();
          all.add(
              Operation.mutate(
                  place.table,
                  List.of(
                      Mutation.delete(place.column, Value.set(added)),
                      Mutation.insert(place.column, Value.set(l.removed))),
                  Condition.uuid(place.row)));
        });
    return all;
  }
}
