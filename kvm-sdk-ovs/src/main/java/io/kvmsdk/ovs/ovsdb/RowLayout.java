package io.kvmsdk.ovs.ovsdb;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The columns that all rows of a monitored table have in common. A row is then an array of values,
 * and shares with its earlier self those that did not change, and with all others the defaults.
 */
final class RowLayout implements TableColumns {
  private final List<String> names = new ArrayList<>();
  private final List<ColumnType> types = new ArrayList<>();
  private final Map<String, Integer> places = new HashMap<>();
  private final Value[] defaults;

  RowLayout(Collection<ColumnSchema> columns) {
    add(Row.UUID_COLUMN, ColumnType.ROW_ID);
    columns.forEach(column -> add(column.name(), column.type()));
    defaults = new Value[names.size()];
    for (int i = 1; i < defaults.length; i++) {
      defaults[i] = ValueDefaults.of(types.get(i));
    }
  }

  /** All but the one that each row has. */
  List<String> columns() {
    return List.copyOf(names.subList(1, names.size()));
  }

  @Override
  public Optional<ColumnType> type(String column) {
    return Optional.ofNullable(places.get(column)).map(types::get);
  }

  @Override
  public Set<String> names() {
    return Set.copyOf(names);
  }

  /** How a row of a monitored table looks. */
  static RowLayout of(Row row) {
    return ((Columns) row.columns()).layout;
  }

  /** The values of a row that are its own, and not the defaults. */
  List<Value> own(Row row) {
    Value[] values = ((Columns) row.columns()).values;
    List<Value> own = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      if (values[i] != defaults[i]) {
        own.add(values[i]);
      }
    }
    return own;
  }

  /** Whether rows of the one are as rows of the other. */
  boolean same(RowLayout other) {
    return names.equals(other.names) && types.equals(other.types);
  }

  private void add(String name, ColumnType type) {
    places.put(name, names.size());
    names.add(name);
    types.add(type);
  }

  /** A row of which the server says all but the defaults. */
  Row fresh(UUID uuid, Map<?, ?> said) {
    Value[] values = defaults.clone();
    values[0] = Value.of(uuid);
    said.forEach((name, json) -> set(values, (String) name, json));
    return new Row(new Columns(this, values));
  }

  private void set(Value[] values, String name, Object json) {
    Integer place = places.get(name);
    if (place != null) { // else a column that was not asked for
      Value value = ValueReader.value(json, types.get(place));
      values[place] = value.equals(defaults[place]) ? defaults[place] : value;
    }
  }

  /** The row after a {@code modify}, which holds differences (ovsdb-server(7), 4.1.14). */
  Row modified(Row before, Map<?, ?> differences) {
    Value[] values = ((Columns) before.columns()).values.clone();
    differences.forEach(
        (name, json) -> {
          Integer place = places.get(name);
          if (place != null) {
            ColumnType type = types.get(place);
            Value difference = ValueReader.value(json, type);
            values[place] = ValueDifference.apply(values[place], difference, type);
          }
        });
    return new Row(new Columns(this, values));
  }

  /** The row {@code after}, with the values of {@code before} where they are equal. */
  Row sharing(Row before, Row after) {
    Columns old = (Columns) before.columns();
    if (old.layout != this) { // of another schema
      return after;
    }
    Value[] values = ((Columns) after.columns()).values.clone();
    boolean same = true;
    for (int i = 0; i < values.length; i++) {
      boolean equal = values[i].equals(old.values[i]);
      values[i] = equal ? old.values[i] : values[i];
      same &= equal;
    }
    return same ? before : new Row(new Columns(this, values));
  }

  /** A row's values by column. */
  static final class Columns extends AbstractMap<String, Value> {
    private final RowLayout layout;
    private final Value[] values;

    private Columns(RowLayout layout, Value[] values) {
      this.layout = layout;
      this.values = values;
    }

    @Override
    public Value get(Object name) {
      Integer place = layout.places.get(name);
      return place == null ? null : values[place];
    }

    @Override
    public boolean containsKey(Object name) {
      return layout.places.containsKey(name);
    }

    @Override
    public int size() {
      return values.length;
    }

    @Override
    public Set<Map.Entry<String, Value>> entrySet() {
      return new AbstractSet<>() {
        @Override
        public Iterator<Map.Entry<String, Value>> iterator() {
          return entries();
        }

        @Override
        public int size() {
          return values.length;
        }
      };
    }

    private Iterator<Map.Entry<String, Value>> entries() {
      return new Iterator<>() {
        private int next;

        @Override
        public boolean hasNext() {
          return next < values.length;
        }

        @Override
        public Map.Entry<String, Value> next() {
          if (!hasNext()) {
            throw new NoSuchElementException();
          }
          return Map.entry(layout.names.get(next), values[next++]);
        }
      };
    }
  }
}
