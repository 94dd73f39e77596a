package io.kvmsdk.testkit.ovsdb;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/** The types of atoms (RFC 7047, 3.2); atoms are Java's own values. */
enum AtomKind {
  INTEGER(0L),
  REAL(0.0),
  BOOLEAN(false),
  STRING(""),
  UUID(new UUID(0, 0));

  /** Order of atoms of one type; strings go by code point, as C's bytes of UTF-8 do. */
  static final Comparator<Object> ORDER = AtomKind::compare;

  private static final Pattern ID =
      Pattern.compile("[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}");
  private static final Pattern BARE = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");

  private final Object zero;

  AtomKind(Object zero) {
    this.zero = zero;
  }

  /** What a column has that was never set. */
  Object zero() {
    return zero;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static AtomKind of(Object word) {
    return Arrays.stream(values())
        .filter(kind -> kind.word().equals(word))
        .findFirst()
        .orElseThrow(() -> OvsdbFailure.syntax(word, "\"%s\" is not an atomic-type", word));
  }

  /**
   * An atom from its notation.
   *
   * @param names what named-uuids mean, or null where they mean nothing
   */
  Object read(Object json, Names names) {
    if (this == UUID) {
      return readId(json, names);
    }
    if (this == REAL && json instanceof Long whole) {
      return whole.doubleValue();
    }
    if (zero.getClass().isInstance(json)) {
      return json;
    }
    throw OvsdbFailure.syntax(json, "expected %s", word());
  }

  private static Object readId(Object json, Names names) {
    if (json instanceof List<?> pair && pair.size() == 2 && pair.get(1) instanceof String text) {
      if ("uuid".equals(pair.get(0))) {
        return id(text, json, "\"" + text + "\" is not a valid UUID");
      }
      if ("named-uuid".equals(pair.get(0)) && names != null) {
        return names.id(text);
      }
    }
    throw OvsdbFailure.syntax(json, "expected [\"uuid\", <string>]");
  }

  static UUID id(String text, Object json, String complaint) {
    if (!ID.matcher(text).matches()) {
      throw OvsdbFailure.syntax(json, "%s", complaint);
    }
    return java.util.UUID.fromString(text);
  }

  static Object write(Object atom) {
    return atom instanceof UUID id ? List.of("uuid", id.toString()) : atom;
  }

  /** An atom as complaints quote it. */
  static String text(Object atom) {
    if (atom instanceof Double real) {
      return Reals.text(real);
    }
    boolean quote =
        atom instanceof String s
            && (!BARE.matcher(s).matches() || s.equals("true") || s.equals("false"));
    return quote ? JsonWriter.write(atom) : atom.toString();
  }

  private static int compare(Object a, Object b) {
    if (a instanceof UUID x && b instanceof UUID y) {
      int high = Long.compareUnsigned(x.getMostSignificantBits(), y.getMostSignificantBits());
      return high != 0
          ? high
          : Long.compareUnsigned(x.getLeastSignificantBits(), y.getLeastSignificantBits());
    }
    if (a instanceof String x && b instanceof String y) {
      return Arrays.compare(x.codePoints().toArray(), y.codePoints().toArray());
    }
    @SuppressWarnings("unchecked") // both are of one kind, and all kinds have an order
    Comparable<Object> comparable = (Comparable<Object>) a;
    return comparable.compareTo(b);
  }
}
