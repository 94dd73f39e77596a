package io.kvmsdk.ovs.ovsdb;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Reads values and rows (RFC 7047, 5.1). A value that is not of its column's type ends in a {@link
 * MalformedException}; whether it keeps to the type's bounds is the server's business.
 */
final class ValueReader {
  private static final int UUID_LENGTH = 36;

  private ValueReader() {}

  /** A row, or a part of one; columns that the table's schema lacks are read for what they are. */
  static Row row(Object json, TableSchema table) {
    Map<String, Value> columns = new LinkedHashMap<>();
    MalformedException.object(json)
        .forEach(
            (name, value) -> {
              ColumnType type = table.type((String) name).orElse(null);
              try {
                columns.put((String) name, type == null ? untyped(value) : value(value, type));
              } catch (MalformedException e) {
                throw e.in("column " + name);
              }
            });
    return new Row(columns);
  }

  static Value value(Object json, ColumnType type) {
    if (type.value().isPresent()) {
      if (isTagged(json, "map")) {
        return map(items(json), type.key().type(), type.value().get().type());
      }
      throw MalformedException.expected("a map", json);
    }
    return set(json, type.key().type());
  }

  /**
   * @param type null where it is not known
   */
  private static Value set(Object json, AtomicType type) {
    if (!isTagged(json, "set")) {
      return new Value.SetOf(Set.of(atom(json, type)));
    }
    Set<Atom> atoms = new LinkedHashSet<>();
    for (Object item : items(json)) {
      if (!atoms.add(atom(item, type))) {
        throw new MalformedException("a set holds " + item + " twice");
      }
    }
    return new Value.SetOf(atoms);
  }

  private static Value map(List<?> items, AtomicType keys, AtomicType values) {
    Map<Atom, Atom> entries = new LinkedHashMap<>();
    for (Object item : items) {
      if (!(item instanceof List<?> pair) || pair.size() != 2) {
        throw MalformedException.expected("a pair", item);
      }
      if (entries.put(atom(pair.get(0), keys), atom(pair.get(1), values)) != null) {
        throw new MalformedException("a map has the key " + pair.get(0) + " twice");
      }
    }
    return new Value.MapOf(entries);
  }

  private static Value untyped(Object json) {
    return isTagged(json, "map") ? map(items(json), null, null) : set(json, null);
  }

  private static boolean isTagged(Object json, String tag) {
    return json instanceof List<?> list && list.size() == 2 && tag.equals(list.get(0));
  }

  private static List<?> items(Object json) {
    return MalformedException.array(((List<?>) json).get(1));
  }

  private static Atom atom(Object json, AtomicType type) {
    return switch (type == null ? natural(json) : type) {
      case INTEGER -> new Atom.Int(integer(json));
      case REAL -> new Atom.Real(real(json));
      case BOOLEAN -> {
        if (json instanceof Boolean bool) {
          yield new Atom.Bool(bool);
        }
        throw MalformedException.expected("a boolean", json);
      }
      case STRING -> new Atom.Text(MalformedException.text(json));
      case UUID -> new Atom.Id(uuid(json));
    };
  }

  private static AtomicType natural(Object json) {
    if (json instanceof String) {
      return AtomicType.STRING;
    }
    if (json instanceof Boolean) {
      return AtomicType.BOOLEAN;
    }
    if (json instanceof BigDecimal) {
      return AtomicType.REAL;
    }
    return json instanceof Number ? AtomicType.INTEGER : AtomicType.UUID;
  }

  static long integer(Object json) {
    if (json instanceof Long || json instanceof Integer) {
      return ((Number) json).longValue();
    }
    try {
      if (json instanceof BigDecimal number) {
        return number.longValueExact();
      }
    } catch (ArithmeticException e) {
      // It has a fraction, or no room in 64 bits: as wrong as what is no number.
    }
    throw MalformedException.expected("an integer of 64 bits", json);
  }

  static double real(Object json) {
    if (json instanceof Number number && Double.isFinite(number.doubleValue())) {
      return number.doubleValue();
    }
    throw MalformedException.expected("a real", json);
  }

  static UUID uuid(Object json) {
    if (isTagged(json, "uuid")
        && ((List<?>) json).get(1) instanceof String text
        && text.length() == UUID_LENGTH) {
      try {
        return UUID.fromString(text);
      } catch (IllegalArgumentException e) {
        throw MalformedException.expected("a uuid", json);
      }
    }
    throw MalformedException.expected("a uuid", json);
  }
}
