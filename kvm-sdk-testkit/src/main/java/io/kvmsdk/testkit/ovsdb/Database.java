package io.kvmsdk.testkit.ovsdb;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The rows that are committed, and how many strong references each has. */
final class Database {
  /** A row's place. */
  record Place(String table, UUID uuid) {}

  private final Schema schema;
  private final Map<String, Map<UUID, Row>> tables = new HashMap<>();
  private final Map<Place, Integer> references = new HashMap<>();

  Database(Schema schema) {
    this.schema = schema;
    schema.tables().keySet().forEach(table -> tables.put(table, new LinkedHashMap<>()));
  }

  Schema schema() {
    return schema;
  }

  Map<UUID, Row> rows(String table) {
    return tables.get(table);
  }

  int references(Place place) {
    return references.getOrDefault(place, 0);
  }

  /** Takes over what a transaction did, which {@link Integrity} has checked. */
  void apply(Collection<Change> changes, Map<Place, Integer> gained) {
    changes.forEach(this::apply);
    gained.forEach((place, n) -> references.merge(place, n, Database::sum));
  }

  /** Null, which takes the entry away, where nothing is left. */
  private static Integer sum(int a, int b) {
    return a + b == 0 ? null : a + b;
  }

  private void apply(Change change) {
    Map<UUID, Row> rows = tables.get(change.table().name());
    if (change.after() == null) {
      rows.remove(change.before().uuid());
    } else {
      rows.put(change.after().uuid(), change.after());
    }
  }

  /** Whose rows may refer to something weakly. */
  List<Table> tablesWithWeakReferences() {
    return schema.tables().values().stream()
        .filter(t -> t.columns().values().stream().anyMatch(c -> c.type().refersWeakly()))
        .toList();
  }
}
