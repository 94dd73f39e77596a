package io.kvmsdk.testkit.ovsdb;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a table's rows are like (RFC 7047, 3.2, {@code <table-schema>}).
 *
 * @param columns with {@code _uuid} and {@code _version}
 * @param root whether rows live though nothing refers to them
 * @param indexes sets of columns that no two rows may have in common
 */
record Table(
    String name,
    Map<String, Column> columns,
    long maxRows,
    boolean root,
    List<List<Column>> indexes) {

  static Table read(String name, Object json, boolean allRoots) {
    Map<?, ?> members = (Map<?, ?>) json;
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("_uuid", Column.UUID);
    columns.put("_version", Column.VERSION);
    ((Map<?, ?>) members.get("columns"))
        .forEach((n, column) -> columns.put((String) n, Column.read((String) n, column)));
    return new Table(
        name,
        columns,
        members.get("maxRows") instanceof Long n ? n : Long.MAX_VALUE,
        allRoots || Boolean.TRUE.equals(members.get("isRoot")),
        members.get("indexes") instanceof List<?> indexes
            ? indexes.stream().map(index -> index(columns, (List<?>) index)).toList()
            : List.of());
  }

  private static List<Column> index(Map<String, Column> columns, List<?> names) {
    return names.stream().map(columns::get).toList();
  }

  Column column(Object name, Object json) {
    Column column = columns.get((String) name);
    if (column == null) {
      throw OvsdbFailure.about(
          json, "unknown column", "No column %s in table %s.", name, this.name);
    }
    return column;
  }

  /** The columns that a list names; all, where there is no list. */
  Collection<Column> columns(Object json) {
    if (json == null) {
      return columns.values();
    }
    Set<Column> named = new LinkedHashSet<>();
    for (Object name : (List<?>) json) {
      if (!(name instanceof String)) {
        throw OvsdbFailure.syntax(json, "array of distinct column names expected");
      }
      if (!columns.containsKey(name)) {
        throw OvsdbFailure.syntax(json, "%s is not a valid column name", name);
      }
      if (!named.add(columns.get(name))) {
        throw OvsdbFailure.syntax(json, "array of distinct column names expected");
      }
    }
    return named;
  }

  /** Reads a row's columns. */
  Map<String, Datum> row(Object json, Names names) {
    if (!(json instanceof Map<?, ?> members)) {
      throw OvsdbFailure.syntax(json, "row must be JSON object");
    }
    Map<String, Datum> row = new LinkedHashMap<>();
    members.forEach(
        (name, value) ->
            row.put((String) name, Datum.read(value, column(name, json).type(), names)));
    return row;
  }
}
