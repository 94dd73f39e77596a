package io.kvmsdk.ovs.vsctl;

import io.kvmsdk.ovs.ovsdb.Atom;
import io.kvmsdk.ovs.ovsdb.ColumnSchema;
import io.kvmsdk.ovs.ovsdb.ColumnType;
import io.kvmsdk.ovs.ovsdb.TableSchema;
import io.kvmsdk.ovs.ovsdb.Value;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Finds rows that live no longer, since no row of a root table leads to them, and takes them out of
 * what refers to them weakly (RFC 7047, 3.2, {@code isRoot} and {@code refType}).
 */
final class Garbage {
  private final Model model;
  private final Set<ModelRow> alive = new LinkedHashSet<>();
  private final Deque<ModelRow> toVisit = new ArrayDeque<>();

  Garbage(Model model) {
    this.model = model;
  }

  /**
   * Takes them out of the model.
   *
   * @return whether some were found, or some are back that a command had deleted
   */
  boolean collect() {
    int notes = model.notes().size();
    for (TableSchema table : model.schema.tables().values()) {
      if (table.root()) {
        model.rows(table.name()).forEach(this::live);
      }
    }
    while (!toVisit.isEmpty()) {
      visit(toVisit.poll());
    }
    List<ModelRow> dead = model.rows().filter(row -> !alive.contains(row)).toList();
    dead.forEach(model::drop);
    alive.forEach(this::forget);
    return !dead.isEmpty() || model.notes().size() > notes;
  }

  private void live(ModelRow row) {
    if (alive.add(row)) {
      toVisit.add(row);
    }
  }

  private void visit(ModelRow row) {
    for (ColumnSchema column : model.references.strong(row.table.name())) {
      ColumnType type = column.type();
      Value value = row.get(column.name());
      if (strong(type.key())) {
        keys(value).forEach(id -> live(row, column, type.key(), id));
      }
      if (value instanceof Value.MapOf map && strong(type.value().orElseThrow())) {
        ColumnType.Base base = type.value().orElseThrow();
        map.entries().values().forEach(id -> live(row, column, base, id));
      }
    }
  }

  private static boolean strong(ColumnType.Base base) {
    return base.refTable().isPresent() && base.strongRef();
  }

  private static Collection<Atom> keys(Value value) {
    return value instanceof Value.SetOf set
        ? set.atoms()
        : ((Value.MapOf) value).entries().keySet();
  }

  private void live(ModelRow row, ColumnSchema column, ColumnType.Base base, Atom id) {
    String table = base.refTable().orElseThrow();
    live(
        model
            .find(table, id)
            .or(() -> model.revive(table, id))
            .orElseThrow(
                () ->
                    Refusal.conflict(
                        "referential integrity violation: "
                            + row
                            + " refers by "
                            + column.name()
                            + " to a row of "
                            + table
                            + " that is not there")));
  }

  /** Takes what is gone out of the row's weak references. */
  private void forget(ModelRow row) {
    for (ColumnSchema column : model.references.weak(row.table.name())) {
      ColumnType type = column.type();
      Value value = row.get(column.name());
      if (value.isEmpty()) {
        continue;
      }
      Value left =
          left(value, weakly(type.key()), type.value().map(this::weakly).orElse(a -> true));
      if (!left.equals(value)) {
        row.amend(column.name(), left);
      }
    }
  }

  private Predicate<Atom> weakly(ColumnType.Base base) {
    if (base.refTable().isEmpty() || base.strongRef()) {
      return atom -> true;
    }
    return atom -> model.find(base.refTable().get(), atom).isPresent();
  }

  private static Value left(Value value, Predicate<Atom> key, Predicate<Atom> mapped) {
    if (value instanceof Value.SetOf set) {
      Set<Atom> left = new LinkedHashSet<>(set.atoms());
      left.removeIf(key.negate());
      return new Value.SetOf(left);
    }
    Map<Atom, Atom> left = new LinkedHashMap<>(((Value.MapOf) value).entries());
    left.entrySet().removeIf(e -> !key.test(e.getKey()) || !mapped.test(e.getValue()));
    return new Value.MapOf(left);
  }
}
