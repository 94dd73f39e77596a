package io.kvmsdk.ovs;

import io.kvmsdk.ovs.ovsdb.Atom;
import io.kvmsdk.ovs.ovsdb.ColumnSchema;
import io.kvmsdk.ovs.ovsdb.ColumnType;
import io.kvmsdk.ovs.ovsdb.Condition;
import io.kvmsdk.ovs.ovsdb.DatabaseSchema;
import io.kvmsdk.ovs.ovsdb.Mutation;
import io.kvmsdk.ovs.ovsdb.Operation;
import io.kvmsdk.ovs.ovsdb.Row;
import io.kvmsdk.ovs.ovsdb.TableSchema;
import io.kvmsdk.ovs.ovsdb.TableSnapshot;
import io.kvmsdk.ovs.ovsdb.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The way back: what leads from the rows after a change to those before it. It touches what the
 * change touched and nothing else, so that what others do meanwhile stays.
 */
final class Inverse {
  private final DatabaseSchema schema;
  private final TableSnapshot before;
  private final TableSnapshot after;
  private final Set<UUID> alive;
  private final List<Operation> way = new ArrayList<>();

  private Inverse(DatabaseSchema schema, TableSnapshot before, TableSnapshot after) {
    this.schema = schema;
    this.before = before;
    this.after = after;
    this.alive = alive();
  }

  /**
   * @param before all tables, without ephemeral columns
   * @param after the same, after the change, and before rows are collected that nothing refers to
   */
  static List<Operation> of(DatabaseSchema schema, TableSnapshot before, TableSnapshot after) {
    Inverse inverse = new Inverse(schema, before, after);
    schema.tables().values().forEach(inverse::table);
    return List.copyOf(inverse.way);
  }

  private void table(TableSchema table) {
    for (Row old : before.rows(table.name())) {
      if (alive.contains(old.uuid())) {
        row(table, old, after.find(table.name(), old.uuid()).orElseThrow());
      } else {
        way.add(Operation.insert(table.name(), content(old)).withUuid(old.uuid()));
      }
    }
    if (table.root()) { // others go once nothing refers to them
      for (Row made : after.rows(table.name())) {
        if (before.find(table.name(), made.uuid()).isEmpty()) {
          way.add(Operation.delete(table.name(), Condition.uuid(made.uuid())));
        }
      }
    }
  }

  private static Map<String, Value> content(Row row) {
    Map<String, Value> content = new LinkedHashMap<>(row.columns());
    content.remove(Row.UUID_COLUMN);
    return content;
  }

  private void row(TableSchema table, Row old, Row now) {
    Map<String, Value> set = new LinkedHashMap<>();
    List<Mutation> mutations = new ArrayList<>();
    content(old)
        .forEach(
            (name, value) -> {
              ColumnSchema column = table.column(name).orElseThrow();
              Value other = kept(column, now.value(name));
              if (value.equals(other)) {
                return;
              }
              if (column.type().max() == Long.MAX_VALUE) {
                mutations.addAll(difference(name, other, value));
              } else {
                set.put(name, value);
              }
            });
    if (!set.isEmpty()) {
      way.add(Operation.update(table.name(), set, Condition.uuid(old.uuid())));
    }
    if (!mutations.isEmpty()) {
      way.add(Operation.mutate(table.name(), mutations, Condition.uuid(old.uuid())));
    }
  }

  /** A value as the commit leaves it: without weak references to rows that go (RFC 7047, 3.2). */
  private Value kept(ColumnSchema column, Value value) {
    ColumnType type = column.type();
    if (value instanceof Value.MapOf map) {
      Map<Atom, Atom> kept = new LinkedHashMap<>(map.entries());
      kept.keySet().removeIf(atom -> goes(type.key(), atom));
      kept.values().removeIf(atom -> type.value().filter(base -> goes(base, atom)).isPresent());
      return new Value.MapOf(kept);
    }
    Set<Atom> kept = new LinkedHashSet<>(((Value.SetOf) value).atoms());
    kept.removeIf(atom -> goes(type.key(), atom));
    return new Value.SetOf(kept);
  }

  private boolean goes(ColumnType.Base base, Atom atom) {
    return base.refTable().isPresent()
        && !base.strongRef()
        && atom instanceof Atom.Id id
        && !alive.contains(id.value());
  }

  /** From one set or map to the other; a set is never empty in between, which it may not be. */
  static List<Mutation> difference(String column, Value from, Value to) {
    List<Mutation> mutations = new ArrayList<>();
    if (from instanceof Value.MapOf old && to instanceof Value.MapOf wanted) {
      Map<Atom, Atom> gone = new LinkedHashMap<>(old.entries());
      gone.entrySet().removeAll(wanted.entries().entrySet());
      Map<Atom, Atom> come = new LinkedHashMap<>(wanted.entries());
      come.entrySet().removeAll(old.entries().entrySet());
      add(mutations, Mutation.delete(column, new Value.MapOf(gone)));
      add(mutations, Mutation.insert(column, new Value.MapOf(come)));
    } else if (from instanceof Value.SetOf old && to instanceof Value.SetOf wanted) {
      Set<Atom> come = new LinkedHashSet<>(wanted.atoms());
      come.removeAll(old.atoms());
      Set<Atom> gone = new LinkedHashSet<>(old.atoms());
      gone.removeAll(wanted.atoms());
      add(mutations, Mutation.insert(column, new Value.SetOf(come)));
      add(mutations, Mutation.delete(column, new Value.SetOf(gone)));
    }
    return mutations;
  }

  private static void add(List<Mutation> mutations, Mutation mutation) {
    if (!mutation.value().isEmpty()) {
      mutations.add(mutation);
    }
  }

  /** Rows that live on after the change: roots, and what they refer to strongly (RFC 7047, 3.2). */
  private Set<UUID> alive() {
    Set<UUID> seen = new HashSet<>();
    Deque<Found> todo = new ArrayDeque<>();
    for (TableSchema table : schema.tables().values()) {
      if (table.root()) {
        after.rows(table.name()).forEach(row -> todo.add(new Found(table, row)));
      }
    }
    while (!todo.isEmpty()) {
      Found found = todo.remove();
      if (seen.add(found.row().uuid())) {
        found.table().columns().values().forEach(column -> follow(found.row(), column, todo));
      }
    }
    return seen;
  }

  private record Found(TableSchema table, Row row) {}

  private void follow(Row row, ColumnSchema column, Deque<Found> todo) {
    if (!row.has(column.name())) {
      return;
    }
    Value value = row.value(column.name());
    if (value instanceof Value.MapOf map) {
      follow(column.type().key(), map.entries().keySet(), todo);
      column.type().value().ifPresent(base -> follow(base, map.entries().values(), todo));
    } else if (value instanceof Value.SetOf set) {
      follow(column.type().key(), set.atoms(), todo);
    }
  }

  private void follow(ColumnType.Base base, Iterable<Atom> atoms, Deque<Found> todo) {
    if (base.refTable().isEmpty() || !base.strongRef()) {
      return;
    }
    String table = base.refTable().get();
    for (Atom atom : atoms) {
      if (atom instanceof Atom.Id id) {
        after
            .find(table, id.value())
            .ifPresent(row -> todo.add(new Found(schema.tables().get(table), row)));
      }
    }
  }
}
