package io.kvmsdk.ovs.ovsdb;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What a column may hold (RFC 7047, 3.2, {@code <type>}).
 *
 * @param key of the atoms of a set, or of a map's keys
 * @param value of a map's values; nothing for a set
 * @param min how many at least: 0 or 1
 * @param max how many at most; {@link Long#MAX_VALUE} for "unlimited"
 */
public record ColumnType(Base key, Optional<Base> value, long min, long max) {
  /**
   * Of one atom (RFC 7047, 3.2, {@code <base-type>}).
   *
   * @param allowed the atoms of an {@code enum}; empty where it is none
   * @param least of an integer or a real, or of a string's characters
   * @param most of the same
   * @param refTable whose rows a uuid names
   * @param strongRef whether such a row lives as long as it is named, and no row may be missing
   */
  public record Base(
      AtomicType type,
      Set<Atom> allowed,
      Optional<Number> least,
      Optional<Number> most,
      Optional<String> refTable,
      boolean strongRef) {
    public Base {
      allowed = Collections.unmodifiableSet(new LinkedHashSet<>(allowed));
    }

    /** Without any bounds. */
    static Base of(AtomicType type) {
      return new Base(type, Set.of(), Optional.empty(), Optional.empty(), Optional.empty(), false);
    }
  }

  /** Of {@code _uuid} and {@code _version}, which every table has (RFC 7047, 3.2). */
  static final ColumnType ROW_ID = new ColumnType(Base.of(AtomicType.UUID), Optional.empty(), 1, 1);

  static ColumnType setOf(AtomicType type) {
    return new ColumnType(Base.of(type), Optional.empty(), 0, Long.MAX_VALUE);
  }

  /**
   * What the server gives to a column that an insert leaves out (RFC 7047, 5.2.1); nothing where it
   * is empty, and for a map, whose one entry no schema is known to want.
   */
  Optional<Value> initial() {
    return isMap() || min == 0
        ? Optional.empty()
        : Optional.of(
            Value.of(
                switch (key.type()) {
                  case INTEGER -> 0L;
                  case REAL -> 0.0;
                  case BOOLEAN -> false;
                  case STRING -> "";
                  case UUID -> new UUID(0, 0);
                }));
  }

  public boolean isMap() {
    return value.isPresent();
  }

  /** Whether it always holds just one atom. */
  public boolean isScalar() {
    return !isMap() && min == 1 && max == 1;
  }

  /** Whether it holds one atom or nothing. */
  public boolean isOptional() {
    return !isMap() && min == 0 && max == 1;
  }
}
