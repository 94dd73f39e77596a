package io.kvmsdk.testkit.ovsdb;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A transaction under way: the database with some rows of its own above it. */
final class Txn {
  private final Database database;
  private final Map<String, Map<UUID, Optional<Row>>> touched = new HashMap<>();

  Txn(Database database) {
    this.database = database;
  }

  Database database() {
    return database;
  }

  private Map<UUID, Optional<Row>> touched(String table) {
    return touched.computeIfAbsent(table, t -> new LinkedHashMap<>());
  }

  Row before(String table, UUID uuid) {
    return database.rows(table).get(uuid);
  }

  /** The row as this transaction sees it, or null. */
  Row get(String table, UUID uuid) {
    Optional<Row> own = touched(table).get(uuid);
    return own == null ? before(table, uuid) : own.orElse(null);
  }

  List<Row> rows(String table) {
    Map<UUID, Optional<Row>> own = touched(table);
    List<Row> rows = new ArrayList<>();
    for (Row row : database.rows(table).values()) {
      Optional<Row> mine = own.get(row.uuid());
      if (mine == null) {
        rows.add(row);
      } else {
        mine.ifPresent(rows::add);
      }
    }
    own.forEach(
        (uuid, row) -> {
          if (row.isPresent() && before(table, uuid) == null) {
            rows.add(row.get());
          }
        });
    return rows;
  }

  /** A row that was deleted in this transaction cannot come back under its UUID. */
  boolean mayCreate(String table, UUID uuid) {
    return before(table, uuid) == null && get(table, uuid) == null;
  }

  void put(String table, Row row) {
    touched(table).put(row.uuid(), Optional.of(row));
  }

  void delete(String table, UUID uuid) {
    if (before(table, uuid) == null) {
      touched(table).remove(uuid);
    } else {
      touched(table).put(uuid, Optional.empty());
    }
  }

  /** What it has done so far, without what it did in vain. */
  List<Change> changes() {
    List<Change> changes = new ArrayList<>();
    touched.forEach(
        (name, rows) ->
            rows.forEach(
                (uuid, row) -> {
                  Row before = before(name, uuid);
                  Row after = row.orElse(null);
                  if (before == null || !before.equals(after)) {
                    changes.add(new Change(database.schema().tables().get(name), before, after));
                  }
                }));
    return changes;
  }
}
