package io.kvmsdk.ovs.vsctl;

import io.kvmsdk.ovs.ovsdb.Atom;
import io.kvmsdk.ovs.ovsdb.ColumnType;
import io.kvmsdk.ovs.ovsdb.Condition;
import io.kvmsdk.ovs.ovsdb.Mutation;
import io.kvmsdk.ovs.ovsdb.Operation;
import io.kvmsdk.ovs.ovsdb.Row;
import io.kvmsdk.ovs.ovsdb.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The operations that make the database what the model is: columns that were amended are mutated,
 * so that what others do to them at the same time stays, and that large sets are not sent again.
 */
final class Operations {
  private final Model model;
  private final List<Operation> changes = new ArrayList<>();

  private Operations(Model model) {
    this.model = model;
  }

  /**
   * What changes something.
   *
   * @return nothing if the database is as the model has it
   */
  static List<Operation> changes(Model model) {
    Operations operations = new Operations(model);
    List<ModelRow> rows = model.rows().toList();
    rows.stream().filter(ModelRow::isNew).forEach(operations::insert);
    rows.stream().filter(row -> !row.isNew()).forEach(operations::change);
    model.gone().stream().filter(row -> row.deleted && !row.isNew()).forEach(operations::delete);
    return operations.changes;
  }

  private void insert(ModelRow row) {
    Map<String, Value> values = new LinkedHashMap<>();
    row.changed().forEach(column -> values.put(column, row.get(column)));
    changes.add(Operation.insert(row.table.name(), values).named(((Atom.Named) row.id).name()));
  }

  private void change(ModelRow row) {
    List<Mutation> mutations = new ArrayList<>();
    Map<String, Value> updates = new LinkedHashMap<>();
    for (String column : row.changed()) {
      if (row.isReplaced(column) || row.type(column).max() == 1 && !row.type(column).isMap()) {
        updates.put(column, row.get(column));
      } else {
        mutations.addAll(mutations(row, column));
      }
    }
    Condition where = where(row);
    if (!updates.isEmpty()) {
      changes.add(Operation.update(row.table.name(), updates, where));
    }
    if (!mutations.isEmpty()) {
      changes.add(Operation.mutate(row.table.name(), mutations, where));
    }
    if (!updates.isEmpty() || !mutations.isEmpty()) {
      model.guard(row);
    }
  }

  static Condition where(ModelRow row) {
    return Condition.equal(Row.UUID_COLUMN, row.id);
  }

  private static List<Mutation> mutations(ModelRow row, String column) {
    ColumnType type = row.type(column);
    Value before = row.before(column);
    Value now = row.get(column);
    Optional<Mutation> less = lost(before, now).map(lost -> Mutation.delete(column, lost));
    Optional<Mutation> more = gained(before, now).map(gained -> Mutation.insert(column, gained));
    // after each of them the set must be as large as it has to be, and no larger
    return type.min() == 0
        ? List.of(less, more).stream().flatMap(Optional::stream).toList()
        : List.of(more, less).stream().flatMap(Optional::stream).toList();
  }

  /** Atoms, or keys of pairs that are gone or changed. */
  private static Optional<Value> lost(Value before, Value now) {
    Set<Atom> lost = new LinkedHashSet<>();
    if (before instanceof Value.MapOf map) {
      Map<Atom, Atom> left = ((Value.MapOf) now).entries();
      map.entries()
          .forEach(
              (key, value) -> {
                if (!value.equals(left.get(key))) {
                  lost.add(key);
                }
              });
    } else {
      lost.addAll(((Value.SetOf) before).atoms());
      lost.removeAll(((Value.SetOf) now).atoms());
    }
    return lost.isEmpty() ? Optional.empty() : Optional.of(new Value.SetOf(lost));
  }

  private static Optional<Value> gained(Value before, Value now) {
    if (now instanceof Value.MapOf map) {
      Map<Atom, Atom> gained = new LinkedHashMap<>(map.entries());
      gained.entrySet().removeAll(((Value.MapOf) before).entries().entrySet());
      return gained.isEmpty() ? Optional.empty() : Optional.of(new Value.MapOf(gained));
    }
    Set<Atom> gained = new LinkedHashSet<>(((Value.SetOf) now).atoms());
    gained.removeAll(((Value.SetOf) before).atoms());
    return gained.isEmpty() ? Optional.empty() : Optional.of(new Value.SetOf(gained));
  }

  /** Rows of other tables go with the last reference to them. */
  private void delete(ModelRow row) {
    if (row.table.root()) {
      changes.add(Operation.delete(row.table.name(), where(row)));
    }
  }
}
