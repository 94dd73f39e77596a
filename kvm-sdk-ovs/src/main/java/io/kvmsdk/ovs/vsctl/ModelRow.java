package io.kvmsdk.ovs.vsctl;

import io.kvmsdk.ovs.ovsdb.Atom;
import io.kvmsdk.ovs.ovsdb.AtomicType;
import io.kvmsdk.ovs.ovsdb.ColumnSchema;
import io.kvmsdk.ovs.ovsdb.ColumnType;
import io.kvmsdk.ovs.ovsdb.Row;
import io.kvmsdk.ovs.ovsdb.TableSchema;
import io.kvmsdk.ovs.ovsdb.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A row of the model: what the database holds, and what the commands so far made of it. */
final class ModelRow {
  /** Around the names of new rows in output, until their UUIDs are known. */
  static final char MARK = '\ue000';

  final TableSchema table;
  final Atom id;
  private final Map<String, Value> before;
  private final Map<String, Value> now = new HashMap<>();

  /** Sets that grow or shrink by single atoms, not copied each time; newer than those in now. */
  private final Map<String, Set<Atom>> open = new HashMap<>();

  private final Set<String> replaced = new HashSet<>();

  /** Whether the call of ovs-vsctl that made it goes on, so that all of its columns can be set. */
  boolean fresh;

  /** Whether a command deletes it by name, and not just the last reference to it. */
  boolean deleted;

  private final Journal journal;

  /** A row that is to be made. */
  ModelRow(TableSchema table, Atom.Named id, Journal journal) {
    this.journal = journal;
    this.table = table;
    this.id = id;
    this.before = Map.of();
    this.fresh = true;
  }

  /** A row that is there. */
  ModelRow(TableSchema table, Row row, Journal journal) {
    this.journal = journal;
    this.table = table;
    this.id = new Atom.Id(row.uuid());
    this.before = row.columns();
  }

  static String placeholder(Atom.Named id) {
    return MARK + id.name() + MARK;
  }

  boolean isNew() {
    return id instanceof Atom.Named;
  }

  Value get(String column) {
    close(column);
    return was(column);
  }

  Value before(String column) {
    Value value = before.get(column);
    if (value != null) {
      return value;
    }
    ColumnType type = type(column);
    if (!isNew()) {
      throw new IllegalStateException(table.name() + "'s column " + column + " was not read");
    }
    return defaultOf(type);
  }

  /** Columns that are not as they were, sorted. */
  Set<String> changed() {
    Set<String> changed = new TreeSet<>();
    List.copyOf(open.keySet()).forEach(this::close);
    now.forEach(
        (column, value) -> {
          if (!value.equals(before(column))) {
            changed.add(column);
          }
        });
    return changed;
  }

  /** Whether the column was set as a whole, so that nothing others add to it may stay. */
  boolean isReplaced(String column) {
    return replaced.contains(column);
  }

  void replace(String column, Value value) {
    if (replaced.add(column)) {
      note(() -> replaced.remove(column));
    }
    amend(column, value);
  }

  /** Sets what the column holds after atoms or pairs came or went. */
  void amend(String column, Value value) {
    close(column);
    Map<String, Value> last = now.containsKey(column) ? Map.of(column, now.get(column)) : Map.of();
    now.put(column, value);
    note(
        () -> {
          open.remove(column);
          now.remove(column);
          now.putAll(last);
        });
  }

  /** Rows that this call makes are not brought back once it deletes them. */
  private void note(Runnable back) {
    if (!fresh) {
      journal.note(this, back);
    }
  }

  void add(String column, Atom atom) {
    if (open(column).add(atom)) {
      note(() -> open(column).remove(atom));
    }
  }

  void remove(String column, Atom atom) {
    if (open(column).remove(atom)) {
      note(() -> open(column).add(atom));
    }
  }

  private Set<Atom> open(String column) {
    return open.computeIfAbsent(column, c -> new LinkedHashSet<>(((Value.SetOf) was(c)).atoms()));
  }

  private void close(String column) {
    Set<Atom> atoms = open.remove(column);
    if (atoms != null) {
      now.put(column, new Value.SetOf(atoms));
    }
  }

  private Value was(String column) {
    Value value = now.get(column);
    return value != null ? value : before(column);
  }

  /** Whether a new row with these values would be the same, but for what the switch reports. */
  boolean isJust(Map<String, Value> values) {
    return table.columns().values().stream()
        .filter(column -> !column.ephemeral())
        .allMatch(
            column -> {
              Value value = values.get(column.name());
              return get(column.name()).equals(value != null ? value : defaultOf(column.type()));
            });
  }

  Set<Atom> atoms(String column) {
    return ((Value.SetOf) get(column)).atoms();
  }

  Optional<Atom> atom(String column) {
    return atoms(column).stream().findFirst();
  }

  /** The text of a column that holds one, or nothing. */
  Optional<String> text(String column) {
    return atom(column).map(Atom::toString);
  }

  Map<Atom, Atom> entries(String column) {
    return ((Value.MapOf) get(column)).entries();
  }

  ColumnType type(String column) {
    return table
        .column(column)
        .map(ColumnSchema::type)
        .orElseThrow(
            () -> Refusal.invalid("this switch is too old: " + table.name() + " has no " + column));
  }

  /** All of its columns, as they are now. */
  Map<String, Value> values() {
    Map<String, Value> values = new LinkedHashMap<>();
    values.put(Row.UUID_COLUMN, Value.of(id));
    table.columns().keySet().forEach(column -> values.put(column, get(column)));
    return values;
  }

  @Override
  public String toString() {
    String name =
        table.columns().containsKey("name") ? text("name").orElse(id.toString()) : id.toString();
    return table.name() + " " + name;
  }

  private static Value defaultOf(ColumnType type) {
    if (type.isMap()) {
      return Value.map(Map.of());
    }
    boolean one = type.min() == 1 && type.key().type() != AtomicType.UUID;
    return one ? Value.of(defaultOf(type.key())) : Value.set();
  }

  private static Atom defaultOf(ColumnType.Base base) {
    return switch (base.type()) {
      case INTEGER -> new Atom.Int(0);
      case REAL -> new Atom.Real(0);
      case BOOLEAN -> new Atom.Bool(false);
      case STRING -> new Atom.Text("");
      case UUID -> throw new IllegalArgumentException("no row is there by default");
    };
  }
}
