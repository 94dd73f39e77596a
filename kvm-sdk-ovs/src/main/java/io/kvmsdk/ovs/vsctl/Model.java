package io.kvmsdk.ovs.vsctl;

import io.kvmsdk.ovs.ovsdb.Atom;
import io.kvmsdk.ovs.ovsdb.Condition;
import io.kvmsdk.ovs.ovsdb.DatabaseSchema;
import io.kvmsdk.ovs.ovsdb.Operation;
import io.kvmsdk.ovs.ovsdb.Row;
import io.kvmsdk.ovs.ovsdb.TableSchema;
import io.kvmsdk.ovs.ovsdb.TableSnapshot;
import io.kvmsdk.ovs.ovsdb.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The database as the commands so far leave it. Nothing is sent: {@link Operations} tells what has
 * to be, for the database to become like this.
 */
final class Model {
  static final String ROOT = "Open_vSwitch";

  final DatabaseSchema schema;
  final References references;
  private final Map<String, Map<Atom, ModelRow>> tables = new LinkedHashMap<>();
  private final Map<String, NameIndex> names = new HashMap<>();
  private final Journal journal = new Journal();
  private final Set<Operation> guards = new LinkedHashSet<>();
  private final Set<ModelRow> gone = new LinkedHashSet<>();
  private final List<ModelRow> unsettled = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private int made;
  private boolean untidy;
  private boolean vlanBridges;
  private int vlanBridgesSeen = -1;
  private int version;

  /**
   * @param snapshot the tables that the script can touch, as {@link Needs} has it
   */
  Model(DatabaseSchema schema, TableSnapshot snapshot) {
    this.schema = schema;
    this.references = new References(schema);
    for (String name : snapshot.tables().keySet()) {
      TableSchema table = schema.tables().get(name);
      Map<Atom, ModelRow> rows = new LinkedHashMap<>();
      for (Row row : snapshot.rows(name)) {
        rows.put(new Atom.Id(row.uuid()), new ModelRow(table, row, journal));
      }
      tables.put(name, rows);
    }
  }

  /** Makes the row of the switch as a whole, as the first call of ovs-vsctl does. */
  void initialize() {
    if (tables.get(ROOT).isEmpty()) {
      guards.add(
          new Operation.Wait(
              ROOT,
              List.of(),
              Set.of(Row.UUID_COLUMN),
              true,
              List.of(),
              Optional.of(Duration.ZERO)));
      insert(ROOT, fresh());
    }
  }

  Collection<ModelRow> rows(String table) {
    return table(table).values();
  }

  /** Of all the tables that were read. */
  Stream<ModelRow> rows() {
    return tables.values().stream().flatMap(rows -> rows.values().stream());
  }

  Optional<ModelRow> find(String table, Atom id) {
    return Optional.ofNullable(table(table).get(id));
  }

  private Map<Atom, ModelRow> table(String name) {
    Map<Atom, ModelRow> rows = tables.get(name);
    if (rows == null && schema.tables().containsKey(name)) {
      throw new IllegalStateException("the table " + name + " was not read");
    }
    return rows == null ? Map.of() : rows; // older switches lack some
  }

  /** Rows whose {@code column} is that text alone. */
  List<ModelRow> named(String table, String column, String text) {
    Map<Atom, ModelRow> rows = table(table);
    Collection<ModelRow> candidates =
        column.equals(NameIndex.COLUMN) && !rows.isEmpty()
            ? names.computeIfAbsent(table, t -> new NameIndex(rows.values())).candidates(text)
            : rows.values();
    return candidates.stream()
        .filter(row -> rows.get(row.id) == row && row.text(column).equals(Optional.of(text)))
        .toList();
  }

  /** The row has a name, or another one. */
  void renamed(ModelRow row) {
    NameIndex index = names.get(row.table.name());
    if (index != null) {
      index.add(row);
    }
  }

  /** The one row of the switch as a whole. */
  ModelRow root() {
    return rows(ROOT).iterator().next();
  }

  /** The rows that a column of references names; such as are gone are left out. */
  List<ModelRow> referenced(ModelRow row, String column) {
    String table = row.type(column).key().refTable().orElseThrow();
    return row.atoms(column).stream().flatMap(id -> find(table, id).stream()).toList();
  }

  /** A name for a row that is to be made. */
  Atom.Named fresh() {
    return new Atom.Named("row" + ++made);
  }

  ModelRow insert(String table) {
    return insert(table, fresh());
  }

  ModelRow insert(String table, Atom.Named id) {
    if (!schema.tables().containsKey(table)) {
      throw Refusal.invalid("this switch is too old for rows of " + table);
    }
    ModelRow row = new ModelRow(schema.tables().get(table), id, journal);
    tables.get(table).put(id, row);
    unsettled.add(row);
    renamed(row);
    return row;
  }

  /**
   * Deletes the row, unless it is of a table whose rows live by references and somebody still has
   * one: then it is back once this call of ovs-vsctl ends, since that leaves such to the server, as
   * it was before the call.
   */
  void delete(ModelRow row) {
    row.deleted = true;
    tables.get(row.table.name()).remove(row.id);
    gone.add(row);
    untidy = true;
  }

  /** Brings a row back that is needed still. */
  Optional<ModelRow> revive(String table, Atom id) {
    Optional<ModelRow> row =
        gone.stream()
            .filter(r -> r.deleted && !r.fresh && !r.table.root())
            .filter(r -> r.table.name().equals(table) && r.id.equals(id))
            .findFirst();
    row.ifPresent(
        r -> {
          gone.remove(r);
          r.deleted = false;
          journal.revert(r);
          tables.get(table).put(id, r);
          notes.add(r + " stays, since something refers to it still");
        });
    return row;
  }

  /** What a reader of the plan should know. */
  List<String> notes() {
    return notes;
  }

  /** References may have come or gone, so that rows may have become garbage. */
  void untidy() {
    untidy = true;
    touch();
  }

  /** Something was changed that {@link SwitchView} rests on. */
  void touch() {
    version++;
  }

  int version() {
    return version;
  }

  /** Whether a port is spoken of as a bridge, so that tags tell where other ports are. */
  boolean vlanBridges() {
    if (vlanBridgesSeen != version) {
      Value yes = Value.of(true);
      vlanBridges = rows("Port").stream().anyMatch(port -> port.get("fake_bridge").equals(yes));
      vlanBridgesSeen = version;
    }
    return vlanBridges;
  }

  /** Has the transaction fail unless the row is there still. */
  void guard(ModelRow row) {
    guard(row, Row.UUID_COLUMN, Value.of(row.id));
  }

  /** Has the transaction fail unless the column holds what was read. */
  void guard(ModelRow row, String column) {
    if (!row.isNew()) {
      guard(row, column, row.before(column));
    }
  }

  private void guard(ModelRow row, String column, Value value) {
    if (row.id instanceof Atom.Id id) {
      Row expected = new Row(Map.of(column, value));
      await(row.table.name(), List.of(Condition.uuid(id.value())), column, expected);
    }
  }

  /** Has the transaction fail unless the column refers to the row, whatever else it refers to. */
  void guardReference(ModelRow row, String column, ModelRow referenced) {
    if (row.id instanceof Atom.Id id
        && row.before(column) instanceof Value.SetOf before
        && before.atoms().contains(referenced.id)) {
      Condition includes =
          new Condition(column, Condition.Function.INCLUDES, Value.of(referenced.id));
      Row expected = new Row(Map.of(Row.UUID_COLUMN, Value.of(id)));
      UUID uuid = id.value();
      await(row.table.name(), List.of(Condition.uuid(uuid), includes), Row.UUID_COLUMN, expected);
    }
  }

  private void await(String table, List<Condition> where, String column, Row expected) {
    guards.add(
        new Operation.Wait(
            table, where, Set.of(column), true, List.of(expected), Optional.of(Duration.ZERO)));
  }

  Set<Operation> guards() {
    return guards;
  }

  /** Rows that were there, or were made, and are no more. */
  Set<ModelRow> gone() {
    return gone;
  }

  /** Does what the server does when a transaction ends: removes what nothing needs. */
  void settle() {
    if (untidy) {
      if (new Garbage(this).collect()) {
        touch();
      }
      untidy = false;
    }
    journal.clear();
    unsettled.forEach(row -> row.fresh = false);
    unsettled.clear();
  }

  /** Nothing refers to the row any more. */
  void drop(ModelRow row) {
    tables.get(row.table.name()).remove(row.id);
    gone.add(row);
  }
}
