package io.kvmsdk.testkit.ovsdb;

import io.kvmsdk.testkit.ovsdb.Database.Place;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;

/**
 * What is checked, and tidied up, when a transaction is to be committed, in ovsdb-server's order:
 * strong references, garbage, the number of rows, weak references, indexes.
 */
final class Integrity {
  private final Txn txn;
  private final Map<Place, Integer> gained = new LinkedHashMap<>();

  private Integrity(Txn txn) {
    this.txn = txn;
  }

  /**
   * Commits the transaction.
   *
   * @return what it changed
   */
  static List<Change> commit(Txn txn) {
    Integrity integrity = new Integrity(txn);
    List<Change> changes = txn.changes();
    if (changes.isEmpty()) {
      return changes;
    }
    changes.forEach(integrity::count);
    changes.forEach(integrity::checkDeleted);
    integrity.collectGarbage();
    integrity.checkSizes();
    integrity.clearWeakReferences();
    new Indexes(txn).check();
    return integrity.finish();
  }

  private List<Change> finish() {
    List<Change> changes = new ArrayList<>();
    for (Change c : txn.changes()) {
      boolean modified = c.before() != null && c.after() != null;
      changes.add(modified ? new Change(c.table(), c.before(), c.after().renewed()) : c);
    }
    txn.database().apply(changes, gained);
    return changes;
  }

  private void count(Change change) {
    if (change.before() != null) {
      references(change.table(), change.before(), (c, place) -> gain(place, -1));
    }
    if (change.after() != null) {
      references(
          change.table(),
          change.after(),
          (column, place) -> {
            if (txn.get(place.table(), place.uuid()) == null && !wasThere(change, column, place)) {
              throw OvsdbFailure.of(
                  "referential integrity violation",
                  "Table %s column %s row %s references nonexistent row %s in table %s.",
                  change.table().name(),
                  column.name(),
                  change.after().uuid(),
                  place.uuid(),
                  place.table());
            }
            gain(place, 1);
          });
    }
  }

  /** An old reference to a row that is now deleted is that row's fault. */
  private boolean wasThere(Change change, Column column, Place place) {
    boolean[] found = new boolean[1];
    if (change.before() != null) {
      references(
          change.table(),
          change.before(),
          (c, p) -> found[0] |= c.equals(column) && p.equals(place));
    }
    return found[0];
  }

  private void gain(Place place, int n) {
    gained.merge(place, n, Integer::sum);
  }

  /** Calls back for every strong reference of a row to another. */
  private static void references(Table table, Row row, BiConsumer<Column, Place> found) {
    for (Column column : table.columns().values()) {
      if (column.type().refersStrongly()) {
        BaseType key = column.type().key();
        BaseType value = column.type().value();
        row.get(column)
            .pairs()
            .forEach(
                (k, v) -> {
                  refer(row, column, key, k, found);
                  refer(row, column, value, v, found);
                });
      }
    }
  }

  private static void refer(
      Row row, Column column, BaseType base, Object atom, BiConsumer<Column, Place> found) {
    // References of a row to itself do not count.
    if (base != null && base.refersStrongly() && !atom.equals(row.uuid())) {
      found.accept(column, new Place(base.table(), (UUID) atom));
    }
  }

  private int references(Place place) {
    return txn.database().references(place) + gained.getOrDefault(place, 0);
  }

  private void checkDeleted(Change change) {
    if (change.after() == null) {
      int left = references(new Place(change.table().name(), change.before().uuid()));
      if (left > 0) {
        throw OvsdbFailure.of(
            "referential integrity violation",
            "cannot delete %s row %s because of %d remaining reference(s)",
            change.table().name(),
            change.before().uuid(),
            left);
      }
    }
  }

  private void collectGarbage() {
    Deque<Place> suspects = new ArrayDeque<>(gained.keySet());
    txn.changes().forEach(c -> suspects.add(new Place(c.table().name(), c.either().uuid())));
    while (!suspects.isEmpty()) {
      Place place = suspects.remove();
      Table table = txn.database().schema().tables().get(place.table());
      Row row = txn.get(place.table(), place.uuid());
      if (row != null && !table.root() && references(place) == 0) {
        txn.delete(place.table(), place.uuid());
        references(
            table,
            row,
            (column, target) -> {
              gain(target, -1);
              suspects.add(target);
            });
      }
    }
  }

  private void checkSizes() {
    Set<Table> tables = new HashSet<>();
    txn.changes().forEach(c -> tables.add(c.table()));
    for (Table table : tables) {
      int rows = table.maxRows() == Long.MAX_VALUE ? 0 : txn.rows(table.name()).size();
      if (rows > table.maxRows()) {
        throw OvsdbFailure.constraint(
            "transaction causes \"%s\" table to contain %d rows, greater than the schema-defined"
                + " limit of %d row(s)",
            table.name(), rows, table.maxRows());
      }
    }
  }

  private void clearWeakReferences() {
    boolean deleted = txn.changes().stream().anyMatch(c -> c.after() == null);
    Map<Table, List<Row>> suspects = new HashMap<>();
    if (deleted) {
      txn.database()
          .tablesWithWeakReferences()
          .forEach(table -> suspects.put(table, txn.rows(table.name())));
    } else {
      txn.changes()
          .forEach(c -> suspects.computeIfAbsent(c.table(), t -> new ArrayList<>()).add(c.after()));
    }
    suspects.forEach((table, rows) -> rows.forEach(row -> clear(table, row)));
  }

  private void clear(Table table, Row row) {
    Map<String, Datum> cleared = new HashMap<>();
    for (Column column : table.columns().values()) {
      if (column.type().refersWeakly()) {
        Datum all = row.get(column);
        Datum dangling = dangling(column.type(), all);
        if (dangling.size() > 0) {
          checkLeft(table, row, column, all, dangling);
          cleared.put(column.name(), all.minus(dangling));
        }
      }
    }
    if (!cleared.isEmpty()) {
      txn.put(table.name(), row.with(cleared));
    }
  }

  private Datum dangling(ColumnType type, Datum datum) {
    Datum lost = Datum.EMPTY;
    for (Map.Entry<Object, Object> pair : datum.pairs().entrySet()) {
      if (dangles(type.key(), pair.getKey()) || dangles(type.value(), pair.getValue())) {
        lost = lost.plus(Datum.of(pair.getKey()));
      }
    }
    return lost;
  }

  private boolean dangles(BaseType base, Object atom) {
    return base != null && base.refersWeakly() && txn.get(base.table(), (UUID) atom) == null;
  }

  private void checkLeft(Table table, Row row, Column column, Datum all, Datum dangling) {
    if (all.size() - dangling.size() >= column.type().min()) {
      return;
    }
    boolean inserted = txn.before(table.name(), row.uuid()) == null;
    if (inserted && dangling.has(AtomKind.UUID.zero())) {
      throw OvsdbFailure.constraint(
          "Weak reference column \"%s\" in \"%s\" row %s (inserted within this transaction)"
              + " contained all-zeros UUID (probably as the default value for this column) but"
              + " deleting this value caused a constraint volation because this column is not"
              + " allowed to be empty.",
          column.name(), table.name(), row.uuid());
    }
    throw OvsdbFailure.constraint(
        "Deletion of %d weak reference(s) to deleted (or never-existing) rows from column \"%s\" in"
            + " \"%s\" row %s %scaused this column to become empty, but constraints on this column"
            + " disallow an empty column.",
        dangling.size(),
        column.name(),
        table.name(),
        row.uuid(),
        inserted ? "(inserted within this transaction) " : "");
  }
}
