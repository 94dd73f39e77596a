package io.kvmsdk.testkit.ovsdb;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The database about databases (ovsdb-server(5)). */
final class ServerDatabase {
  static final String NAME = "_Server";

  private static final Schema SCHEMA =
      Schema.read(
          """
          {"name": "_Server", "version": "1.2.0", "tables": {"Database": {"columns": {
            "name": {"type": "string"},
            "model": {"type": {"key": {"type": "string",
                "enum": ["set", ["clustered", "relay", "standalone"]]}}},
            "connected": {"type": "boolean"},
            "leader": {"type": "boolean"},
            "schema": {"type": {"key": "string", "min": 0}},
            "cid": {"type": {"key": "uuid", "min": 0}},
            "sid": {"type": {"key": "uuid", "min": 0}},
            "index": {"type": {"key": "integer", "min": 0}}}}}}
          """);

  private ServerDatabase() {}

  /** Brings the descriptions of all databases up to date, and tells what changed. */
  static List<Change> describe(Map<String, Database> databases) {
    Database own = databases.computeIfAbsent(NAME, n -> new Database(SCHEMA));
    Table table = SCHEMA.tables().get("Database");
    Txn txn = new Txn(own);
    for (Database database : databases.values()) {
      Map<String, Datum> columns = columns(database.schema());
      Row old =
          own.rows("Database").values().stream()
              .filter(row -> row.columns().get("name").equals(columns.get("name")))
              .findFirst()
              .orElse(null);
      txn.put(
          "Database", old == null ? Row.of(table, UUID.randomUUID(), columns) : old.with(columns));
    }
    return Integrity.commit(txn);
  }

  private static Map<String, Datum> columns(Schema schema) {
    Map<String, Datum> columns = new LinkedHashMap<>();
    columns.put("name", Datum.of(schema.name()));
    columns.put("model", Datum.of("standalone"));
    columns.put("connected", Datum.of(true));
    columns.put("leader", Datum.of(true));
    columns.put("schema", Datum.of(JsonWriter.sorted(schema.json())));
    return columns;
  }
}
