package io.kvmsdk.testkit.ovsdb;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a new schema does to rows and to clients (ovsdb-server(7), "convert"). */
final class Conversion {
  private Conversion() {}

  /** The rows of {@code old}, as far as the new schema has their tables and columns. */
  static Database convert(Database old, Schema schema) {
    Database converted = new Database(schema);
    Txn txn = new Txn(converted);
    for (Table table : schema.tables().values()) {
      Table was = old.schema().tables().get(table.name());
      if (was != null) {
        for (Row row : old.rows(table.name()).values()) {
          txn.put(table.name(), Row.of(table, row.uuid(), kept(was, table, row)));
        }
      }
    }
    Integrity.commit(txn);
    return converted;
  }

  private static Map<String, Datum> kept(Table was, Table table, Row row) {
    Map<String, Datum> kept = new LinkedHashMap<>();
    for (Column column : table.columns().values()) {
      Column old = was.columns().get(column.name());
      if (old != null && !column.name().startsWith("_")) {
        Object json = row.get(old).toJson(old.type());
        kept.put(column.name(), Datum.read(json, column.type(), null));
      }
    }
    return kept;
  }

  static void cancelMonitors(Session session, Database old) {
    List<Object> canceled =
        session.monitors().keySet().stream()
            .filter(id -> session.monitors().get(id).isOn(old))
            .toList();
    for (Object id : canceled) {
      session.monitors().remove(id);
      session.send(Messages.notification("monitor_canceled", Collections.singletonList(id)));
    }
  }
}
