package io.kvmsdk.testkit.ovsdb;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** RFC 7047, 5.1, {@code <condition>}; also true and false, as Open vSwitch allows. */
record Clause(Column column, String function, Datum argument) implements Predicate<Row> {
  private static final List<String> ORDERED = List.of("<", "<=", ">=", ">");
  private static final List<String> FUNCTIONS =
      List.of("<", "<=", "==", "!=", ">=", ">", "includes", "excludes");

  static List<Predicate<Row>> readAll(Table table, List<?> json, Names names) {
    List<Predicate<Row>> clauses = new ArrayList<>();
    json.forEach(clause -> clauses.add(read(table, clause, names)));
    return clauses;
  }

  private static Predicate<Row> read(Table table, Object json, Names names) {
    if (json instanceof Boolean always) {
      return row -> always;
    }
    if (!(json instanceof List<?> parts)
        || parts.size() != 3
        || !(parts.get(0) instanceof String)
        || !(parts.get(1) instanceof String function)) {
      throw OvsdbFailure.syntax(json, "Parse error in condition.");
    }
    Column column = table.column(parts.get(0), json);
    if (!FUNCTIONS.contains(function)) {
      throw OvsdbFailure.of("unknown function", "No function named %s.", function);
    }
    ColumnType type = argumentType(column, function, json);
    return new Clause(column, function, Datum.read(parts.get(2), type, names));
  }

  private static ColumnType argumentType(Column column, String function, Object json) {
    ColumnType type = column.type();
    if (ORDERED.contains(function)) {
      if (!type.isScalar() && !type.isOptional() || !type.isNumeric()) {
        throw OvsdbFailure.syntax(
            json,
            "Type mismatch: \"%s\" operator may not be applied to column %s of type %s.",
            function,
            column.name(),
            type.english());
      }
      return type.within(1, 1);
    }
    return switch (function) {
      case "includes" -> type.isScalar() ? type : type.within(0, type.max());
      case "excludes" -> type.isScalar() ? type : type.within(0, ColumnType.UNLIMITED);
      default -> type;
    };
  }

  @Override
  public boolean test(Row row) {
    Datum value = row.get(column);
    return switch (function) {
      case "==" -> value.equals(argument);
      case "!=" -> !value.equals(argument);
      case "includes" -> value.includes(argument);
      case "excludes" -> value.excludes(argument);
      default -> value.size() == 1 && ordered(value.only(), argument.only());
    };
  }

  private boolean ordered(Object value, Object limit) {
    int order = AtomKind.ORDER.compare(value, limit);
    return switch (function) {
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">=" -> order >= 0;
      default -> order > 0;
    };
  }
}
