package io.kvmsdk.testkit.ovsdb;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** A row as it is at one moment; every column of its table has a value. */
record Row(UUID uuid, Map<String, Datum> columns) {
  Row {
    columns = Collections.unmodifiableMap(columns);
  }

  static Row of(Table table, UUID uuid, Map<String, Datum> given) {
    Map<String, Datum> columns = new LinkedHashMap<>();
    table.columns().forEach((name, column) -> columns.put(name, Datum.initial(column.type())));
    columns.putAll(given);
    columns.put("_uuid", Datum.of(uuid));
    return new Row(uuid, columns).renewed();
  }

  Datum get(Column column) {
    return columns.get(column.name());
  }

  Row with(Map<String, Datum> changed) {
    Map<String, Datum> copy = new LinkedHashMap<>(columns);
    copy.putAll(changed);
    return new Row(uuid, copy);
  }

  /** The same in a new version. */
  Row renewed() {
    return with(Map.of("_version", Datum.of(UUID.randomUUID())));
  }

  boolean agrees(Row other, Collection<Column> on) {
    return on.stream().allMatch(column -> get(column).equals(other.get(column)));
  }

  Map<String, Object> toJson(Collection<Column> shown) {
    Map<String, Object> json = new LinkedHashMap<>();
    shown.forEach(column -> json.put(column.name(), get(column).toJson(column.type())));
    return json;
  }
}
