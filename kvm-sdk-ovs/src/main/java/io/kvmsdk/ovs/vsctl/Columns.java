package io.kvmsdk.ovs.vsctl;

import static java.util.stream.Collectors.joining;

import io.kvmsdk.ovs.ovsdb.ColumnSchema;
import io.kvmsdk.ovs.ovsdb.ColumnType;
import io.kvmsdk.ovs.ovsdb.DatabaseSchema;
import io.kvmsdk.ovs.ovsdb.TableSchema;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds tables and columns by names as ovs-vsctl takes them: abbreviated, in any case, "-" as "_".
 */
final class Columns {
  private Columns() {}

  static TableSchema table(DatabaseSchema schema, String name) {
    List<String> best = best(schema.tables().keySet(), name);
    if (best.isEmpty()) {
      throw Refusal.invalid("unknown table \"" + name + "\"");
    }
    if (best.size() > 1) {
      throw Refusal.invalid("\"" + name + "\" matches multiple table names: " + sorted(best));
    }
    return schema.tables().get(best.get(0));
  }

  static ColumnSchema column(TableSchema table, String name) {
    List<String> best = best(table.columns().keySet(), name);
    if (best.isEmpty()) {
      throw Refusal.invalid(
          table.name() + " does not contain a column whose name matches \"" + name + "\"");
    }
    if (best.size() > 1) {
      throw Refusal.invalid(
          table.name()
              + " contains more than one column whose name matches \""
              + name
              + "\": "
              + sorted(best));
    }
    return table.columns().get(best.get(0));
  }

  /** Whether it asks for the row's own UUID, which no schema lists. */
  static boolean isUuid(String name) {
    return name.equalsIgnoreCase("_uuid") || name.equalsIgnoreCase("-uuid");
  }

  /** Columns that an argument may begin with; none if it cannot be read. */
  static List<ColumnSchema> candidates(TableSchema table, String argument) {
    try {
      String name = new Tokens(argument).token();
      return best(table.columns().keySet(), name).stream().map(table.columns()::get).toList();
    } catch (Refusal unreadable) {
      return List.of();
    }
  }

  /** The name, or those that begin with it. */
  static List<String> best(Collection<String> names, String wanted) {
    if (names.contains(wanted)) {
      return List.of(wanted);
    }
    String simple = simple(wanted);
    Optional<String> whole = names.stream().filter(n -> simple(n).equals(simple)).findFirst();
    return simple.isEmpty()
        ? List.of()
        : whole
            .map(List::of)
            .orElseGet(() -> names.stream().filter(n -> simple(n).startsWith(simple)).toList());
  }

  private static String simple(String name) {
    return name.toLowerCase(Locale.ROOT).replace('-', '_');
  }

  private static String sorted(List<String> names) {
    return names.stream().sorted().collect(joining(", "));
  }

  /**
   * {@code COLUMN[:KEY]}, with what may follow it.
   *
   * @param operator between the column and the value; empty where no value was asked for
   */
  record Argument(ColumnSchema column, Optional<String> key, String operator, String value) {
    ColumnType type() {
      return column.type();
    }
  }

  /**
   * Refuses columns that the table lacks, as ovs-vsctl does though no row is there to have them.
   */
  static void check(TableSchema table, List<String> arguments) {
    arguments.forEach(argument -> named(table, argument, new Tokens(argument)));
  }

  private static ColumnSchema named(TableSchema table, String argument, Tokens tokens) {
    String name = tokens.token();
    if (name.isEmpty()) {
      throw Refusal.invalid(argument + ": missing column name");
    }
    return column(table, name);
  }

  /** {@code COLUMN[:KEY]} alone. */
  static Argument plain(TableSchema table, String argument) {
    return parse(table, argument, tokens -> Optional.empty());
  }

  /** {@code COLUMN[:KEY]} with one of the operators, longer ones first, and a value. */
  static Argument withValue(TableSchema table, String argument, List<String> operators) {
    return parse(
        table,
        argument,
        tokens ->
            Optional.of(
                operators.stream()
                    .filter(o -> tokens.rest().startsWith(o) && tokens.rest().length() > o.length())
                    .findFirst()
                    .orElseThrow(() -> Refusal.invalid(missing(argument, operators)))));
  }

  private static String missing(String argument, List<String> operators) {
    return argument
        + ": argument does not end in "
        + operators.stream().map(o -> "\"" + o + "\"").collect(joining(" or "))
        + " followed by a value.";
  }

  private static Argument parse(
      TableSchema table, String argument, Function<Tokens, Optional<String>> operator) {
    Tokens tokens = new Tokens(argument);
    ColumnSchema column = named(table, argument, tokens);
    Optional<String> key = tokens.skip(':') ? Optional.of(tokens.token()) : Optional.empty();
    Optional<String> found = operator.apply(tokens);
    found.ifPresent(o -> tokens.skip(o.length()));
    if (found.isEmpty() && !tokens.atEnd()) {
      throw Refusal.invalid(argument + ": trailing garbage \"" + tokens.rest() + "\" in argument");
    }
    return new Argument(column, key, found.orElse(""), tokens.rest());
  }
}
