package io.kvmsdk.testkit.ovsdb;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The columns of a table that a client monitors, each with the kinds of change that it asked for,
 * and the rows.
 *
 * @param selected the kinds of all columns together, and of requests for none
 * @param where shows a row where one clause holds, and all where there is none
 */
record MonitoredTable(
    Table table,
    Set<Select> selected,
    Map<Column, Set<Select>> columns,
    List<Predicate<Row>> where,
    boolean conditional) {

  /** RFC 7047, 4.1.5, {@code <monitor-select>}. */
  enum Select {
    INITIAL,
    INSERT,
    DELETE,
    MODIFY;

    private String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static MonitoredTable read(Table table, Object json, Monitor.Kind kind) {
    boolean conditional = kind != Monitor.Kind.PLAIN;
    Set<Select> selected = EnumSet.noneOf(Select.class);
    Map<Column, Set<Select>> columns = new LinkedHashMap<>();
    List<Predicate<Row>> where = new ArrayList<>();
    for (Object request : json instanceof List<?> several ? several : List.of(json)) {
      Members members = new Members(request, "table " + table.name());
      List<?> named = members.optional("columns", List.class);
      Map<?, ?> select = members.optional("select", Map.class);
      List<?> clauses = conditional ? members.optional("where", List.class) : null;
      members.finish();
      Set<Select> kinds = select == null ? EnumSet.allOf(Select.class) : select(table, select);
      selected.addAll(kinds);
      for (Column column : monitored(table, named)) {
        if (columns.put(column, kinds) != null) {
          throw OvsdbFailure.syntax(
              named == null ? request : named, "column %s mentioned more than once", column.name());
        }
      }
      where.addAll(clauses == null ? List.of() : Clause.readAll(table, clauses, null));
    }
    return new MonitoredTable(table, selected, columns, where, conditional);
  }

  private static Set<Select> select(Table table, Map<?, ?> json) {
    Members members = new Members(json, "table " + table.name() + " select");
    Set<Select> kinds = EnumSet.noneOf(Select.class);
    for (Select kind : Select.values()) {
      if (!Boolean.FALSE.equals(members.optional(kind.word(), Boolean.class))) {
        kinds.add(kind);
      }
    }
    members.finish();
    return kinds;
  }

  /** Without a list, all columns but the UUID, which is said anyway. */
  private static List<Column> monitored(Table table, List<?> names) {
    List<Column> columns = new ArrayList<>();
    if (names == null) {
      columns.addAll(table.columns().values());
      columns.remove(Column.UUID);
      return columns;
    }
    for (Object name : names) {
      Column column = name instanceof String ? table.columns().get(name) : null;
      if (column == null) {
        throw OvsdbFailure.syntax(names, "%s is not a valid column name", name);
      }
      if (columns.contains(column)) {
        throw OvsdbFailure.syntax(names, "column %s mentioned more than once", name);
      }
      columns.add(column);
    }
    return columns;
  }

  /** The same columns under the conditions of a {@code monitor_cond_change}. */
  MonitoredTable under(Object json) {
    List<Predicate<Row>> clauses = new ArrayList<>();
    for (Object request : json instanceof List<?> several ? several : List.of(json)) {
      Members members = new Members(request, "table " + table.name());
      List<?> given = members.optional("where", List.class);
      members.finish();
      clauses.addAll(given == null ? List.of() : Clause.readAll(table, given, null));
    }
    return new MonitoredTable(table, selected, columns, clauses, conditional);
  }

  private boolean shows(Row row) {
    return row != null && (where.isEmpty() || where.stream().anyMatch(c -> c.test(row)));
  }

  Object initial(Row row) {
    return shows(row) ? told(Select.INITIAL, null, row) : null;
  }

  Object update(Change change) {
    return told(
        shows(change.before()) ? change.before() : null,
        shows(change.after()) ? change.after() : null);
  }

  /** What becomes visible or hidden as the conditions change. */
  Object difference(MonitoredTable now, Row row) {
    return shows(row) == now.shows(row)
        ? null
        : told(shows(row) ? row : null, now.shows(row) ? row : null);
  }

  private Object told(Row before, Row after) {
    if (before == null && after == null) {
      return null;
    }
    Select kind = before == null ? Select.INSERT : after == null ? Select.DELETE : Select.MODIFY;
    return told(kind, before, after);
  }

  private Object told(Select kind, Row before, Row after) {
    List<Column> shown =
        columns.keySet().stream().filter(c -> columns.get(c).contains(kind)).toList();
    List<Column> changed =
        kind == Select.MODIFY
            ? shown.stream().filter(c -> !before.get(c).equals(after.get(c))).toList()
            : shown;
    if (!selected.contains(kind) || kind == Select.MODIFY && changed.isEmpty()) {
      return null;
    }
    return conditional
        ? told2(kind, changed, before, after)
        : told1(kind, shown, changed, before, after);
  }

  private static Object told1(
      Select kind, Collection<Column> shown, Collection<Column> changed, Row before, Row after) {
    Map<String, Object> json = new LinkedHashMap<>();
    if (before != null) {
      json.put("old", before.toJson(kind == Select.DELETE ? shown : changed));
    }
    if (after != null) {
      json.put("new", after.toJson(shown));
    }
    return json;
  }

  private static Object told2(Select kind, Collection<Column> changed, Row before, Row after) {
    Map<String, Object> json = new LinkedHashMap<>();
    Map<String, Object> row = new LinkedHashMap<>();
    for (Column column : changed) {
      if (kind == Select.MODIFY) {
        Datum difference = before.get(column).difference(after.get(column), column.type());
        row.put(column.name(), difference.toJson(column.type()));
      } else if (after != null && !after.get(column).equals(Datum.initial(column.type()))) {
        row.put(column.name(), after.get(column).toJson(column.type()));
      }
    }
    json.put(kind.word(), kind == Select.DELETE ? null : row);
    return json;
  }
}
