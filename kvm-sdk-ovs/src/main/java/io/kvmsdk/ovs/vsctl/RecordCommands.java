package io.kvmsdk.ovs.vsctl;

import io.kvmsdk.ovs.ovsdb.Atom;
import io.kvmsdk.ovs.ovsdb.ColumnSchema;
import io.kvmsdk.ovs.ovsdb.ColumnType;
import io.kvmsdk.ovs.ovsdb.TableSchema;
import io.kvmsdk.ovs.ovsdb.Value;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;

/** Commands on any record (ovs-vsctl(8), "Database Commands") that change something. */
final class RecordCommands {
  private final Model model;
  private final Symbols symbols;
  private final Records records;
  private final DataReader reader;
  private final TypeRewriter types;

  RecordCommands(Model model, Symbols symbols, TypeRewriter types) {
    this.model = model;
    this.symbols = symbols;
    this.records = new Records(model);
    this.reader = new DataReader(symbols::use);
    this.types = types;
  }

  Output set(Command command) {
    TableSchema table = Columns.table(model.schema, command.argument(0));
    Columns.check(table, command.argumentsFrom(2));
    row(command, table)
        .ifPresent(row -> command.argumentsFrom(2).forEach(setting -> set(row, setting)));
    return Output.NONE;
  }

  /** Does {@code COLUMN[:KEY]=VALUE} to a row that others may know. */
  private void set(ModelRow row, String setting) {
    changed(assign(row, setting));
  }

  /**
   * Does {@code COLUMN[:KEY]=VALUE}.
   *
   * @return the column
   */
  ColumnSchema assign(ModelRow row, String setting) {
    Columns.Argument argument = Columns.withValue(row.table, setting, List.of("="));
    ColumnSchema column = argument.column();
    checkMutable(row, column);
    if (argument.key().isEmpty()) {
      Value value = reader.value(types.value(row, column, argument.value()), column.type());
      row.replace(column.name(), value);
    } else if (!column.type().isMap()) {
      throw Refusal.invalid("cannot specify key to set for non-map column " + column.name());
    } else {
      Map<Atom, Atom> entries = new LinkedHashMap<>(row.entries(column.name()));
      entries.put(
          reader.atom(argument.key().get(), column.type().key()),
          reader.atom(argument.value(), column.type().value().orElseThrow()));
      row.amend(column.name(), new Value.MapOf(entries));
    }
    if (column.name().equals(NameIndex.COLUMN)) {
      model.renamed(row);
    }
    if (References.refers(column)) {
      model.untidy();
    }
    return column;
  }

  Output add(Command command) {
    return amend(command, RecordCommands::union);
  }

  Output remove(Command command) {
    return amend(command, RecordCommands::difference);
  }

  private Output amend(Command command, BinaryOperator<Value> change) {
    TableSchema table = Columns.table(model.schema, command.argument(0));
    ColumnSchema column = Columns.column(table, command.argument(2));
    Optional<ModelRow> found = row(command, table);
    if (found.isEmpty()) {
      return Output.NONE;
    }
    ModelRow row = found.get();
    checkMutable(row, column);
    Value value = row.get(column.name());
    for (String argument : command.argumentsFrom(3)) {
      value = change.apply(value, some(argument, column.type(), command.verb() == Verb.REMOVE));
    }
    checkSize(command.verb(), row, column, value);
    row.amend(column.name(), value);
    changed(column);
    return Output.NONE;
  }

  /** At least one atom or pair; of maps also keys alone, where they are to be removed. */
  private Value some(String argument, ColumnType type, boolean keys) {
    try {
      return reader.value(argument, new ColumnType(type.key(), type.value(), 1, Long.MAX_VALUE));
    } catch (Refusal noPairs) {
      if (!keys || !type.isMap()) {
        throw noPairs;
      }
      return reader.value(
          argument, new ColumnType(type.key(), Optional.empty(), 1, Long.MAX_VALUE));
    }
  }

  private static Value union(Value old, Value more) {
    if (more instanceof Value.MapOf map) {
      // as its manual has it; ovs-vsctl 3.1 does replace it where it is the only pair
      Map<Atom, Atom> entries = new LinkedHashMap<>(map.entries());
      entries.putAll(((Value.MapOf) old).entries());
      return new Value.MapOf(entries);
    }
    Set<Atom> atoms = new LinkedHashSet<>(((Value.SetOf) old).atoms());
    atoms.addAll(((Value.SetOf) more).atoms());
    return new Value.SetOf(atoms);
  }

  private static Value difference(Value old, Value less) {
    if (old instanceof Value.MapOf map) {
      Map<Atom, Atom> entries = new LinkedHashMap<>(map.entries());
      if (less instanceof Value.SetOf keys) {
        entries.keySet().removeAll(keys.atoms());
      } else {
        entries.entrySet().removeAll(((Value.MapOf) less).entries().entrySet());
      }
      return new Value.MapOf(entries);
    }
    Set<Atom> atoms = new LinkedHashSet<>(((Value.SetOf) old).atoms());
    atoms.removeAll(((Value.SetOf) less).atoms());
    return new Value.SetOf(atoms);
  }

  private static void checkSize(Verb verb, ModelRow row, ColumnSchema column, Value value) {
    int size =
        value instanceof Value.SetOf set
            ? set.atoms().size()
            : ((Value.MapOf) value).entries().size();
    long least = column.type().min();
    long most = column.type().max();
    if (size < least || size > most) {
      throw Refusal.invalid(
          "\"%s\" operation would put %d %s in column %s of table %s but the %s number is %d"
              .formatted(
                  verb,
                  size,
                  column.type().isMap() ? "pairs" : "values",
                  column.name(),
                  row.table.name(),
                  size < least ? "minimum" : "maximum",
                  size < least ? least : most));
    }
  }

  Output clear(Command command) {
    TableSchema table = Columns.table(model.schema, command.argument(0));
    List<ColumnSchema> columns =
        command.argumentsFrom(2).stream().map(name -> Columns.column(table, name)).toList();
    row(command, table).ifPresent(row -> columns.forEach(column -> clear(row, column)));
    return Output.NONE;
  }

  private void clear(ModelRow row, ColumnSchema column) {
    checkMutable(row, column);
    if (column.type().min() > 0) {
      throw Refusal.invalid(
          "\"clear\" operation cannot be applied to column %s of table %s, which is not allowed to be empty"
              .formatted(column.name(), row.table.name()));
    }
    row.replace(column.name(), column.type().isMap() ? Value.map(Map.of()) : Value.set());
    changed(column);
  }

  Output create(Command command) {
    TableSchema table = Columns.table(model.schema, command.argument(0));
    Atom.Named id = command.option("--id").map(symbols::make).orElseGet(model::fresh);
    ModelRow row = model.insert(table.name(), id);
    command.argumentsFrom(1).forEach(setting -> set(row, setting));
    model.untidy();
    return new Output(ModelRow.placeholder(id) + "\n", List.of(row.values()));
  }

  Output destroy(Command command) {
    TableSchema table = Columns.table(model.schema, command.argument(0));
    boolean all = command.has("--all");
    List<String> names = command.argumentsFrom(1);
    if (all && !names.isEmpty()) {
      throw Refusal.invalid("--all and records argument should not be specified together");
    }
    if (all && command.has("--if-exists")) {
      throw Refusal.invalid("--all and --if-exists should not be specified together");
    }
    if (!all && names.isEmpty()) {
      throw Refusal.invalid("either --all or records argument should be specified");
    }
    if (all) {
      List.copyOf(model.rows(table.name())).forEach(model::delete);
    }
    model.touch();
    for (String name : names) {
      (command.has("--if-exists")
              ? records.find(table, name)
              : Optional.of(records.get(table, name)))
          .ifPresent(model::delete);
    }
    return Output.NONE;
  }

  private Optional<ModelRow> row(Command command, TableSchema table) {
    String record = command.argument(1);
    return command.has("--if-exists")
        ? records.find(table, record)
        : Optional.of(records.get(table, record));
  }

  private static void checkMutable(ModelRow row, ColumnSchema column) {
    if (!column.mutable() && !row.fresh) {
      throw Refusal.invalid(
          "cannot modify read-only column " + column.name() + " in table " + row.table.name());
    }
  }

  /** References may have gone, and what the switch looks like may be another thing. */
  private void changed(ColumnSchema column) {
    if (References.refers(column)) {
      model.untidy();
    } else if (Set.of("name", "fake_bridge").contains(column.name())
        || column.name().equals("tag") && model.vlanBridges()) {
      model.touch();
    }
  }
}
