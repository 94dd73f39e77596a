package io.kvmsdk.ovs.ovsdb;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes values, rows and conditions (RFC 7047, 5.1). */
final class ValueWriter {
  private ValueWriter() {}

  static Object value(Value value) {
    if (value instanceof Value.MapOf map) {
      return List.of(
          "map",
          map.entries().entrySet().stream()
              .map(e -> List.of(atom(e.getKey()), atom(e.getValue())))
              .toList());
    }
    List<Object> atoms = ((Value.SetOf) value).atoms().stream().map(ValueWriter::atom).toList();
    return atoms.size() == 1 ? atoms.get(0) : List.of("set", atoms);
  }

  static Object atom(Atom atom) {
    if (atom instanceof Atom.Int number) {
      return number.value();
    }
    if (atom instanceof Atom.Real number) {
      return number.value();
    }
    if (atom instanceof Atom.Bool bool) {
      return bool.value();
    }
    if (atom instanceof Atom.Id id) {
      return List.of("uuid", id.value().toString());
    }
    if (atom instanceof Atom.Named named) {
      return List.of("named-uuid", named.name());
    }
    return ((Atom.Text) atom).value();
  }

  static Map<String, Object> row(Map<String, Value> columns) {
    Map<String, Object> row = new LinkedHashMap<>();
    columns.forEach((column, value) -> row.put(column, value(value)));
    return row;
  }

  static Object condition(Condition condition) {
    return List.of(condition.column(), condition.function().symbol(), value(condition.value()));
  }
}
