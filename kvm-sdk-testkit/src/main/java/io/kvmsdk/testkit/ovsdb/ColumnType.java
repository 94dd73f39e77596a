package io.kvmsdk.testkit.ovsdb;

import java.util.Map;

/**
 * RFC 7047, 3.2, {@code <type>}.
 *
 * @param value null unless it is a map
 * @param max {@link #UNLIMITED} at most
 */
record ColumnType(BaseType key, BaseType value, long min, long max) {
  static final long UNLIMITED = Long.MAX_VALUE;

  static ColumnType read(Object json) {
    if (!(json instanceof Map<?, ?> members)) {
      return new ColumnType(BaseType.read(json), null, 1, 1);
    }
    Object value = members.get("value");
    return new ColumnType(
        BaseType.read(members.get("key")),
        value == null ? null : BaseType.read(value),
        members.get("min") instanceof Long n ? n : 1,
        "unlimited".equals(members.get("max"))
            ? UNLIMITED
            : members.get("max") instanceof Long n ? n : 1);
  }

  boolean isMap() {
    return value != null;
  }

  /** Exactly one atom. */
  boolean isScalar() {
    return !isMap() && min == 1 && max == 1;
  }

  /** An atom or none. */
  boolean isOptional() {
    return !isMap() && min == 0 && max == 1;
  }

  ColumnType within(long newMin, long newMax) {
    return new ColumnType(key, value, newMin, newMax);
  }

  /** A set of the keys alone. */
  ColumnType keys() {
    return new ColumnType(key, null, min, max);
  }

  ColumnType withoutLimits() {
    return new ColumnType(key.unlimited(), value, min, max);
  }

  boolean isNumeric() {
    return !isMap() && (key.kind() == AtomKind.INTEGER || key.kind() == AtomKind.REAL);
  }

  boolean refersStrongly() {
    return key.refersStrongly() || isMap() && value.refersStrongly();
  }

  boolean refersWeakly() {
    return key.refersWeakly() || isMap() && value.refersWeakly();
  }

  /** The type in the words of ovsdb-server's complaints. */
  String english() {
    String atoms = key.kind().word();
    if (isScalar()) {
      return atoms;
    }
    String size = "";
    if (max != UNLIMITED) {
      size = min > 0 ? " " + min + " to " + max : " up to " + max;
    } else if (min > 0) {
      size = " " + min + " or more";
    }
    return isMap()
        ? "map of" + size + " (" + atoms + ", " + value.kind().word() + ") pairs"
        : "set of" + size + " " + atoms + "s";
  }
}
