package io.kvmsdk.ovs.vsctl;

import io.kvmsdk.ovs.ovsdb.Atom;
import io.kvmsdk.ovs.ovsdb.Value;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The tree that {@code ovs-vsctl show} prints. */
final class ShowCommand {
  /** The column that names a table's rows, and those that are shown. */
  private record Shown(Optional<String> name, List<String> columns) {}

  private static final Map<String, Shown> TABLES =
      Map.of(
          Model.ROOT,
          new Shown(Optional.empty(), List.of("manager_options", "bridges", "ovs_version")),
          "Bridge",
          new Shown(
              Optional.of("name"), List.of("controller", "fail_mode", "datapath_type", "ports")),
          "Port",
          new Shown(Optional.of("name"), List.of("tag", "trunks", "interfaces")),
          "Interface",
          new Shown(Optional.of("name"), List.of("type", "options", "error")),
          "Controller",
          new Shown(Optional.of("target"), List.of("is_connected")),
          "Manager",
          new Shown(Optional.of("target"), List.of("is_connected")));

  private final Model model;
  private final StringBuilder text = new StringBuilder();
  private final Set<String> open = new HashSet<>();

  ShowCommand(Model model) {
    this.model = model;
  }

  /** What is shown, by tables. */
  static Map<String, List<String>> columns() {
    Map<String, List<String>> columns = new LinkedHashMap<>();
    TABLES.forEach((table, shown) -> columns.put(table, shown.columns()));
    return columns;
  }

  Output show() {
    model.rows(Model.ROOT).forEach(row -> row(row, 0));
    return new Output(text.toString(), List.of());
  }

  private void row(ModelRow row, int level) {
    Shown shown = TABLES.get(row.table.name());
    String name =
        shown
            .name()
            .map(n -> row.table.name() + " " + DataWriter.value(row.get(n), row.type(n)))
            .orElseGet(() -> DataWriter.atom(row.id));
    line(level, name);
    if (!open.add(row.table.name())) {
      return;
    }
    shown.columns().stream()
        .filter(row.table.columns()::containsKey)
        .forEach(column -> column(row, column, level + 1));
    open.remove(row.table.name());
  }

  private void column(ModelRow row, String column, int level) {
    Optional<String> table = row.type(column).key().refTable();
    if (table.isPresent()) {
      row.atoms(column).stream()
          .sorted(DataWriter.ORDER)
          .flatMap(id -> model.find(table.get(), id).stream())
          .forEach(referenced -> row(referenced, level));
    } else if (!isDefault(row.get(column))) {
      line(level, column + ": " + DataWriter.value(row.get(column), row.type(column)));
    }
  }

  private static boolean isDefault(Value value) {
    return value.isEmpty()
        || value.equals(Value.of(""))
        || value.equals(Value.of(new Atom.Bool(false)))
        || value.equals(Value.of(0));
  }

  private void line(int level, String line) {
    text.append("    ".repeat(level)).append(line).append('\n');
  }
}
