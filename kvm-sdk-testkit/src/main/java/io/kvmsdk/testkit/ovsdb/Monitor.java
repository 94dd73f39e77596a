package io.kvmsdk.testkit.ovsdb;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What a client wants to hear of a database. */
final class Monitor {
  /** RFC 7047, 4.1.6, and what ovsdb-server(7) adds to it, each with a notation of its own. */
  enum Kind {
    PLAIN("update"),
    CONDITIONAL("update2"),
    SINCE("update3");

    private final String notification;

    Kind(String notification) {
      this.notification = notification;
    }
  }

  /** Only clusters number their transactions. */
  static final String NO_TRANSACTION = "00000000-0000-0000-0000-000000000000";

  private final Kind kind;
  private final Database database;
  private final Map<String, MonitoredTable> tables = new LinkedHashMap<>();
  private Object id;

  Monitor(Kind kind, Database database, Object id, Map<?, ?> requests) {
    this.kind = kind;
    this.database = database;
    this.id = id;
    requests.forEach(
        (name, request) -> {
          Table table = table((String) name);
          tables.put(table.name(), MonitoredTable.read(table, request, kind));
        });
  }

  private Table table(String name) {
    Table table = database.schema().tables().get(name);
    if (table == null) {
      throw OvsdbFailure.of("syntax error", "no table named %s", name);
    }
    return table;
  }

  boolean isOn(Database other) {
    return database == other;
  }

  /** The reply to the request. */
  Object initial() {
    Map<String, Object> updates = new LinkedHashMap<>();
    tables.forEach(
        (name, table) ->
            put(updates, name, each(database.rows(name).values(), Row::uuid, table::initial)));
    return kind == Kind.SINCE ? List.of(false, NO_TRANSACTION, updates) : updates;
  }

  /** The notification of what was committed, or null if nothing of it was asked for. */
  Map<String, Object> update(List<Change> changes) {
    Map<String, Object> updates = new LinkedHashMap<>();
    tables.forEach(
        (name, table) -> {
          List<Change> here = changes.stream().filter(c -> c.table().name().equals(name)).toList();
          put(updates, name, each(here, c -> c.either().uuid(), table::update));
        });
    return notification(updates);
  }

  /** Takes other conditions, and a new name; gives what they show and hide, as {@link #update}. */
  Map<String, Object> change(Object newId, Map<?, ?> requests) {
    Map<MonitoredTable, MonitoredTable> changed = new LinkedHashMap<>();
    requests.forEach(
        (name, request) -> {
          MonitoredTable old = tables.get(table((String) name).name());
          if (old == null) {
            throw OvsdbFailure.of("syntax error", "no table named %s", name);
          }
          changed.put(old, old.under(request));
        });
    Map<String, Object> updates = new LinkedHashMap<>();
    changed.forEach(
        (old, now) -> {
          String name = now.table().name();
          tables.put(name, now);
          put(
              updates,
              name,
              each(database.rows(name).values(), Row::uuid, row -> old.difference(now, row)));
        });
    id = newId;
    return notification(updates);
  }

  private static <T> Map<String, Object> each(
      Iterable<T> all, Function<T, Object> uuid, Function<T, Object> update) {
    Map<String, Object> rows = new LinkedHashMap<>();
    for (T one : all) {
      Object json = update.apply(one);
      if (json != null) {
        rows.put(uuid.apply(one).toString(), json);
      }
    }
    return rows;
  }

  private static void put(Map<String, Object> updates, String table, Map<String, Object> rows) {
    if (!rows.isEmpty()) {
      updates.put(table, rows);
    }
  }

  private Map<String, Object> notification(Map<String, Object> updates) {
    if (updates.isEmpty()) {
      return null;
    }
    List<Object> params = new ArrayList<>();
    params.add(id);
    if (kind == Kind.SINCE) {
      params.add(NO_TRANSACTION);
    }
    params.add(updates);
    return Messages.notification(kind.notification, params);
  }
}
