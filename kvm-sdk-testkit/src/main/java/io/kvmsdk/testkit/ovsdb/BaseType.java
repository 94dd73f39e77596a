package io.kvmsdk.testkit.ovsdb;

import java.util.Map;
import java.util.Optional;

/**
 * RFC 7047, 3.2, {@code <base-type>}.
 *
 * @param allowed the only values, none where all are allowed
 * @param min {@code Long} or {@code Double}, or null
 * @param max as {@code min}
 * @param table what an UUID refers to, or null
 * @param strong whether the reference keeps the row alive
 */
record BaseType(
    AtomKind kind,
    Optional<Datum> allowed,
    Object min,
    Object max,
    long minLength,
    long maxLength,
    String table,
    boolean strong) {

  static BaseType read(Object json) {
    if (json instanceof String word) {
      return unlimited(AtomKind.of(word), null, false);
    }
    if (!(json instanceof Map<?, ?> members)) {
      throw OvsdbFailure.syntax(json, "base-type expected");
    }
    AtomKind kind = AtomKind.of(members.get("type"));
    boolean real = kind == AtomKind.REAL;
    return new BaseType(
        kind,
        Optional.ofNullable(members.get("enum")).map(values -> values(kind, values)),
        number(kind, members.get(real ? "minReal" : "minInteger")),
        number(kind, members.get(real ? "maxReal" : "maxInteger")),
        members.get("minLength") instanceof Long n ? n : 0,
        members.get("maxLength") instanceof Long n ? n : Long.MAX_VALUE,
        (String) members.get("refTable"),
        !"weak".equals(members.get("refType")));
  }

  private static Datum values(AtomKind kind, Object json) {
    BaseType any = unlimited(kind, null, false);
    return Datum.read(json, new ColumnType(any, null, 1, ColumnType.UNLIMITED), null);
  }

  private static Object number(AtomKind kind, Object json) {
    return json == null ? null : kind.read(json, null);
  }

  private static BaseType unlimited(AtomKind kind, String table, boolean strong) {
    return new BaseType(kind, Optional.empty(), null, null, 0, Long.MAX_VALUE, table, strong);
  }

  /** The same without its limits, for what is not stored. */
  BaseType unlimited() {
    return unlimited(kind, table, strong);
  }

  boolean refersStrongly() {
    return table != null && strong;
  }

  boolean refersWeakly() {
    return table != null && !strong;
  }

  /** Refuses an atom that breaks a limit. */
  void check(Object atom) {
    if (allowed.isPresent()) {
      if (!allowed.get().has(atom)) {
        throw OvsdbFailure.constraint(
            "%s is not one of the allowed values ([%s])",
            AtomKind.text(atom), allowed.get().listing());
      }
    } else if (atom instanceof String text) {
      checkLength(text);
    } else {
      checkRange(atom);
    }
  }

  private void checkRange(Object atom) {
    boolean below = min != null && AtomKind.ORDER.compare(atom, min) < 0;
    boolean above = max != null && AtomKind.ORDER.compare(atom, max) > 0;
    if (!below && !above) {
      return;
    }
    if (min != null && max != null) {
      throw OvsdbFailure.constraint(
          "%s is not in the valid range %s to %s (inclusive)",
          AtomKind.text(atom), AtomKind.text(min), AtomKind.text(max));
    }
    throw OvsdbFailure.constraint(
        "%s is %s allowed value %s",
        AtomKind.text(atom),
        below ? "less than minimum" : "greater than maximum",
        AtomKind.text(below ? min : max));
  }

  private void checkLength(String text) {
    int length = text.codePointCount(0, text.length());
    if (length < minLength) {
      throw OvsdbFailure.constraint(
          "\"%s\" length %d is less than minimum allowed length %d", text, length, minLength);
    }
    if (length > maxLength) {
      throw OvsdbFailure.constraint(
          "\"%s\" length %d is greater than maximum allowed length %d", text, length, maxLength);
    }
  }
}
