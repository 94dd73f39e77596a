package io.kvmsdk.ovs.vsctl;

import io.kvmsdk.ovs.ovsdb.Atom;
import io.kvmsdk.ovs.ovsdb.ColumnSchema;
import io.kvmsdk.ovs.ovsdb.ColumnType;
import io.kvmsdk.ovs.ovsdb.Row;
import io.kvmsdk.ovs.ovsdb.TableSchema;
import io.kvmsdk.ovs.ovsdb.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Commands on any record (ovs-vsctl(8), "Database Commands") that only look. */
final class QueryCommands {
  private final Model model;
  private final Symbols symbols;
  private final Records records;
  private final DataReader reader;

  QueryCommands(Model model, Symbols symbols) {
    this.model = model;
    this.symbols = symbols;
    this.records = new Records(model);
    this.reader = new DataReader(symbols::use);
  }

  Output get(Command command) {
    boolean must = !command.has("--if-exists");
    if (!must && command.has("--id")) {
      throw Refusal.invalid("--if-exists and --id may not be specified together");
    }
    TableSchema table = Columns.table(model.schema, command.argument(0));
    String record = command.argument(1);
    List<String> asked = command.argumentsFrom(2);
    Columns.check(table, asked.stream().filter(name -> !Columns.isUuid(name)).toList());
    Optional<ModelRow> found =
        must ? Optional.of(records.get(table, record)) : records.find(table, record);
    if (found.isEmpty()) {
      return Output.NONE;
    }
    ModelRow row = found.get();
    command.option("--id").ifPresent(id -> symbols.name(id, row.id));
    StringBuilder text = new StringBuilder();
    for (String argument : asked) {
      text.append(get(row, argument, record, must)).append('\n');
    }
    return new Output(text.toString(), List.of(row.values()));
  }

  private String get(ModelRow row, String argument, String record, boolean must) {
    if (Columns.isUuid(argument)) {
      return DataWriter.atom(row.id);
    }
    Columns.Argument asked = Columns.plain(row.table, argument);
    ColumnSchema column = asked.column();
    model.guard(row, column.name());
    if (asked.key().isEmpty()) {
      return DataWriter.value(row.get(column.name()), column.type());
    }
    if (!column.type().isMap()) {
      throw Refusal.invalid("cannot specify key to get for non-map column " + column.name());
    }
    Atom value =
        row.entries(column.name()).get(reader.atom(asked.key().get(), column.type().key()));
    if (value == null && must) {
      throw Refusal.missing(
          "no key \"%s\" in %s record \"%s\" column %s"
              .formatted(asked.key().get(), row.table.name(), record, column.name()));
    }
    return value == null ? "" : DataWriter.atom(value);
  }

  Output list(Command command) {
    TableSchema table = Columns.table(model.schema, command.argument(0));
    List<String> columns = columns(command, table);
    List<String> names = command.argumentsFrom(1);
    List<ModelRow> rows = new ArrayList<>();
    if (names.isEmpty()) {
      rows.addAll(model.rows(table.name()));
    }
    for (String name : names) {
      if (command.has("--if-exists")) {
        records.find(table, name).ifPresent(rows::add);
      } else {
        rows.add(records.get(table, name));
      }
    }
    return table(rows, columns);
  }

  Output find(Command command) {
    TableSchema table = Columns.table(model.schema, command.argument(0));
    List<String> columns = columns(command, table);
    List<ModelRow> rows = new ArrayList<>(model.rows(table.name()));
    Columns.check(table, command.argumentsFrom(1));
    for (String condition : command.argumentsFrom(1)) {
      rows.removeIf(row -> !holds(row, Columns.withValue(table, condition, Relation.SYMBOLS)));
    }
    return table(rows, columns);
  }

  /**
   * Goes on only if a record is there, and all conditions hold for it.
   *
   * @param mayCome whether others can bring it about: what this script did before is not committed
   */
  Output waitUntil(Command command, boolean mayCome) {
    TableSchema table = Columns.table(model.schema, command.argument(0));
    List<String> conditions = command.argumentsFrom(2);
    Columns.check(table, conditions);
    Optional<ModelRow> row = records.find(table, command.argument(1));
    boolean all =
        row.isPresent()
            && conditions.stream()
                .allMatch(c -> holds(row.get(), Columns.withValue(table, c, Relation.SYMBOLS)));
    if (all) {
      model.guard(row.get());
      return Output.NONE;
    }
    String problem = row.isEmpty() ? "there is no such record yet" : "it is not so yet";
    throw mayCome
        ? Refusal.notYet(problem)
        : Refusal.conflict(
            problem
                + ", and what the calls before it do is committed with it, not before: make it a"
                + " script of its own");
  }

  private boolean holds(ModelRow row, Columns.Argument asked) {
    Relation relation = Relation.of(asked.operator());
    ColumnSchema column = asked.column();
    ColumnType type = column.type();
    Value have = row.get(column.name());
    if (asked.key().isEmpty()) {
      return relation.holds(have, reader.value(asked.value(), type));
    }
    if (!type.isMap()) {
      throw Refusal.invalid("cannot specify key to check for non-map column " + column.name());
    }
    Atom key = reader.atom(asked.key().get(), type.key());
    ColumnType one =
        new ColumnType(type.value().orElseThrow(), Optional.empty(), type.min(), Long.MAX_VALUE);
    Value want = reader.value(asked.value(), one);
    Atom value = ((Value.MapOf) have).entries().get(key);
    if (value == null && !relation.ofSets()) {
      return false;
    }
    return relation.holds(value == null ? Value.set() : Value.of(value), want);
  }

  private static List<String> columns(Command command, TableSchema table) {
    if (!command.has("--columns")) {
      return Stream.concat(Stream.of(Row.UUID_COLUMN), table.columns().keySet().stream().sorted())
          .toList();
    }
    List<String> columns = new ArrayList<>();
    for (String name : command.option("--columns").orElseThrow().split("[, ]+")) {
      if (name.equalsIgnoreCase(Row.UUID_COLUMN)) {
        columns.add(Row.UUID_COLUMN);
      } else if (!name.isEmpty()) {
        columns.add(Columns.column(table, name).name());
      }
    }
    if (columns.isEmpty()) {
      throw Refusal.invalid("must specify at least one column name");
    }
    return columns;
  }

  private static Output table(List<ModelRow> rows, List<String> columns) {
    StringBuilder text = new StringBuilder();
    for (ModelRow row : rows) {
      text.append(text.isEmpty() ? "" : "\n");
      for (String column : columns) {
        text.append("%-20s: %s%n".formatted(column, cell(row, column)));
      }
    }
    return new Output(text.toString(), rows.stream().map(ModelRow::values).toList());
  }

  private static String cell(ModelRow row, String column) {
    return column.equals(Row.UUID_COLUMN)
        ? DataWriter.atom(row.id)
        : DataWriter.value(row.get(column), row.type(column));
  }
}
