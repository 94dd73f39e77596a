package io.kvmsdk.ovs;

import io.kvmsdk.ovs.ovsdb.Atom;
import io.kvmsdk.ovs.ovsdb.Row;
import io.kvmsdk.ovs.ovsdb.Value;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a spec says of one row: whole columns, and of maps the keys that it names. */
final class Wanted {
  private final Map<String, Value> columns = new LinkedHashMap<>();
  private final Map<String, Map<String, Optional<String>>> entries = new LinkedHashMap<>();
  private final Set<String> whole = new HashSet<>();

  /** A column becomes that {@link Value} or atom. */
  Wanted set(String column, Object value) {
    columns.put(column, value instanceof Value v ? v : Value.of(value));
    return this;
  }

  /** A column becomes that; it stays where nothing is given. */
  Wanted set(String column, Optional<?> value) {
    value.ifPresent(v -> set(column, v));
    return this;
  }

  /** Keys of a map become that; others stay. */
  Wanted put(String column, Map<String, String> wanted) {
    wanted.forEach((key, value) -> keys(column).put(key, Optional.of(value)));
    return this;
  }

  Wanted put(String column, String key, Optional<?> value) {
    value.ifPresent(v -> keys(column).put(key, Optional.of(v.toString())));
    return this;
  }

  /** Keys of a map go, unless they are put later. */
  Wanted remove(String column, Set<String> keys) {
    keys.forEach(key -> keys(column).put(key, Optional.empty()));
    return this;
  }

  /** A map has no keys but those that are put. */
  Wanted whole(String column) {
    keys(column);
    whole.add(column);
    return this;
  }

  private Map<String, Optional<String>> keys(String column) {
    return entries.computeIfAbsent(column, c -> new LinkedHashMap<>());
  }

  /** The columns of a new row. */
  Map<String, Value> fresh() {
    Map<String, Value> row = new LinkedHashMap<>(columns);
    entries.forEach(
        (column, keys) -> {
          Value value = merged(Map.of(), keys);
          if (!value.isEmpty()) {
            row.put(column, value);
          }
        });
    return row;
  }

  /** The columns in which {@code old} is not as wanted, as they are to be. */
  Map<String, Value> changes(Row old) {
    Map<String, Value> changes = new LinkedHashMap<>(columns);
    entries.forEach(
        (column, keys) ->
            changes.put(
                column, merged(whole.contains(column) ? Map.of() : map(old, column), keys)));
    changes.entrySet().removeIf(change -> change.getValue().equals(old.value(change.getKey())));
    return changes;
  }

  private static Map<Atom, Atom> map(Row old, String column) {
    return ((Value.MapOf) old.value(column)).entries();
  }

  private static Value merged(Map<Atom, Atom> old, Map<String, Optional<String>> keys) {
    Map<Atom, Atom> merged = new LinkedHashMap<>(old);
    keys.forEach(
        (key, value) -> {
          merged.remove(Atom.of(key));
          value.ifPresent(v -> merged.put(Atom.of(key), Atom.of(v)));
        });
    return Value.map(merged);
  }
}
