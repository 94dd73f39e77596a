package io.kvmsdk.testkit.ovsdb;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** RFC 7047, 5.1, {@code <mutation>}. */
record MutationStep(Column column, String mutator, Datum argument) {
  private static final List<String> ARITHMETIC = List.of("+=", "-=", "*=", "/=", "%=");

  static MutationStep read(Table table, Object json, Names names) {
    if (!(json instanceof List<?> parts)
        || parts.size() != 3
        || !(parts.get(0) instanceof String)
        || !(parts.get(1) instanceof String mutator)) {
      throw OvsdbFailure.syntax(json, "Parse error in mutation.");
    }
    Column column = table.column(parts.get(0), json);
    if (!column.mutable()) {
      throw OvsdbFailure.about(
          json,
          "constraint violation",
          "Cannot mutate immutable column %s in table %s.",
          column.name(),
          table.name());
    }
    Datum argument =
        ARITHMETIC.contains(mutator)
            ? number(column, mutator, parts.get(2), json)
            : members(column, mutator, parts.get(2), json, names);
    return new MutationStep(column, mutator, argument);
  }

  private static Datum number(Column column, String mutator, Object argument, Object json) {
    ColumnType type = column.type();
    if (!type.isNumeric() || mutator.equals("%=") && type.key().kind() == AtomKind.REAL) {
      throw mismatch(column, mutator, json);
    }
    return Datum.read(argument, type.withoutLimits().within(1, 1), null);
  }

  private static Datum members(
      Column column, String mutator, Object argument, Object json, Names names) {
    ColumnType type = column.type();
    if (!mutator.equals("insert") && !mutator.equals("delete")) {
      throw OvsdbFailure.of("unknown mutator", "No mutator named %s.", mutator);
    }
    if (type.isScalar()) {
      throw mismatch(column, mutator, json);
    }
    if (mutator.equals("insert")) {
      return Datum.read(argument, type.within(0, type.max()), names);
    }
    ColumnType any = type.within(0, ColumnType.UNLIMITED);
    try {
      return Datum.read(argument, any, names);
    } catch (OvsdbFailure notPairs) {
      if (!type.isMap()) {
        throw notPairs;
      }
      return Datum.read(argument, any.keys(), names);
    }
  }

  private static OvsdbFailure mismatch(Column column, String mutator, Object json) {
    return OvsdbFailure.syntax(
        json,
        "Type mismatch: \"%s\" operator may not be applied to column %s of type %s.",
        mutator,
        column.name(),
        column.type().english());
  }

  /** What {@code value} becomes. */
  Datum apply(Datum value) {
    return switch (mutator) {
      case "insert" -> sized(value.plus(argument));
      case "delete" -> sized(value.minus(argument));
      default -> calculated(value);
    };
  }

  private Datum sized(Datum result) {
    ColumnType type = column.type();
    if (result.size() < type.min() || result.size() > type.max()) {
      throw OvsdbFailure.constraint(
          "Attempted to store %d elements in %s.", result.size(), type.english());
    }
    return result;
  }

  private Datum calculated(Datum value) {
    SortedMap<Object, Object> results = new TreeMap<>(AtomKind.ORDER);
    List<Object> atoms = value.pairs().keySet().stream().map(this::calculated).toList();
    for (Object atom : atoms) {
      column.type().key().check(atom);
      results.put(atom, null);
    }
    if (results.size() < atoms.size()) {
      throw OvsdbFailure.constraint("Result of \"%s\" operation contains duplicates.", mutator);
    }
    return new Datum(results);
  }

  private Object calculated(Object atom) {
    try {
      return atom instanceof Long n
          ? (Object) calculated(n, (Long) argument.only())
          : (Object) calculated((Double) atom, (Double) argument.only());
    } catch (ArithmeticException overflow) {
      throw OvsdbFailure.of("range error", "Result of \"%s\" operation is out of range.", mutator);
    }
  }

  private long calculated(long x, long y) {
    if (y == 0 && "/=%=".contains(mutator)) {
      throw divisionByZero();
    }
    if (x == Long.MIN_VALUE && y == -1 && "/=%=".contains(mutator)) {
      throw new ArithmeticException("long overflow");
    }
    return switch (mutator) {
      case "+=" -> Math.addExact(x, y);
      case "-=" -> Math.subtractExact(x, y);
      case "*=" -> Math.multiplyExact(x, y);
      case "/=" -> x / y;
      default -> x % y;
    };
  }

  private double calculated(double x, double y) {
    if (y == 0 && mutator.equals("/=")) {
      throw divisionByZero();
    }
    double result =
        switch (mutator) {
          case "+=" -> x + y;
          case "-=" -> x - y;
          case "*=" -> x * y;
          default -> x / y;
        };
    if (!Double.isFinite(result)) {
      throw new ArithmeticException("double overflow");
    }
    return result + 0.0; // C's order, unlike Java's, knows one zero
  }

  private static OvsdbFailure divisionByZero() {
    return OvsdbFailure.of("domain error", "Division by zero.");
  }
}
