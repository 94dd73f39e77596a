package io.kvmsdk.ovs.ovsdb;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * Values by column (RFC 7047, 5.1, {@code <row>}). The typed accessors throw {@link
 * IllegalStateException} where the row lacks the column, or the column holds something else.
 */
public record Row(Map<String, Value> columns) {
  /** The column of each row's own UUID (RFC 7047, 3.2). */
  public static final String UUID_COLUMN = "_uuid";

  /** The column whose value changes with each change of the row (RFC 7047, 3.2). */
  public static final String VERSION_COLUMN = "_version";

  public Row {
    if (!(columns instanceof RowLayout.Columns)) { // immutable, and shared with other rows
      columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    }
  }

  /** The row's own UUID; rows that are only to be inserted have none. */
  public UUID uuid() {
    return optionalUuid(UUID_COLUMN).orElseThrow(() -> lacks(UUID_COLUMN, "uuid"));
  }

  public boolean has(String column) {
    return columns.containsKey(column);
  }

  public Value value(String column) {
    Value value = columns.get(column);
    if (value == null) {
      throw new IllegalStateException("the row has no column " + column + ": " + columns.keySet());
    }
    return value;
  }

  /** The text of a column that always holds one, as {@code name}. */
  public String text(String column) {
    return optionalText(column).orElseThrow(() -> lacks(column, "text"));
  }

  public Optional<String> optionalText(String column) {
    return texts(column).stream().findFirst();
  }

  public Set<String> texts(String column) {
    return all(column, atom -> atom instanceof Atom.Text text ? text.value() : null);
  }

  public long integer(String column) {
    return optionalInteger(column).orElseThrow(() -> lacks(column, "integer"));
  }

  public OptionalLong optionalInteger(String column) {
    return integers(column).stream().mapToLong(Long::longValue).findFirst();
  }

  public Set<Long> integers(String column) {
    return all(column, atom -> atom instanceof Atom.Int number ? number.value() : null);
  }

  public boolean bool(String column) {
    return optionalBool(column).orElseThrow(() -> lacks(column, "boolean"));
  }

  public Optional<Boolean> optionalBool(String column) {
    return all(column, atom -> atom instanceof Atom.Bool bool ? bool.value() : null).stream()
        .findFirst();
  }

  public Optional<UUID> optionalUuid(String column) {
    return uuids(column).stream().findFirst();
  }

  public Set<UUID> uuids(String column) {
    return all(column, atom -> atom instanceof Atom.Id id ? id.value() : null);
  }

  /** A map, as {@code other_config}, with its keys and values as text. */
  public Map<String, String> map(String column) {
    if (!(value(column) instanceof Value.MapOf map)) {
      throw lacks(column, "map");
    }
    Map<String, String> texts = new LinkedHashMap<>();
    map.entries().forEach((key, value) -> texts.put(key.toString(), value.toString()));
    return Collections.unmodifiableMap(texts);
  }

  private <T> Set<T> all(String column, Function<Atom, T> convert) {
    Set<T> all = new LinkedHashSet<>();
    if (!(value(column) instanceof Value.SetOf set)) {
      throw lacks(column, "set");
    }
    for (Atom atom : set.atoms()) {
      T converted = convert.apply(atom);
      if (converted == null) {
        throw lacks(column, "value of that type");
      }
      all.add(converted);
    }
    return Collections.unmodifiableSet(all);
  }

  private IllegalStateException lacks(String column, String wanted) {
    return new IllegalStateException(
        "column " + column + " holds no " + wanted + " but " + value(column));
  }
}
