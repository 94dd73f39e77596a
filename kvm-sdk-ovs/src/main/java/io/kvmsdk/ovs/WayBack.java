package io.kvmsdk.ovs;

import io.kvmsdk.ovs.ovsdb.Atom;
import io.kvmsdk.ovs.ovsdb.ColumnSchema;
import io.kvmsdk.ovs.ovsdb.Mutation;
import io.kvmsdk.ovs.ovsdb.Operation;
import io.kvmsdk.ovs.ovsdb.OperationResult;
import io.kvmsdk.ovs.ovsdb.OvsdbDatabase;
import io.kvmsdk.ovs.ovsdb.Row;
import io.kvmsdk.ovs.ovsdb.TableSchema;
import io.kvmsdk.ovs.ovsdb.TableSnapshot;
import io.kvmsdk.ovs.ovsdb.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the way back from a change before it is made. */
final class WayBack {
  private WayBack() {}

  /**
   * Does the change in a transaction that is taken back, with a look before it and one after.
   *
   * @param change whose rows all have UUIDs, as {@link KnownRows} gives them
   * @return what takes it back
   */
  static List<Operation> of(OvsdbDatabase database, List<Operation> change) {
    Collection<TableSchema> tables = database.schema().tables().values();
    List<Operation> looks =
        tables.stream().<Operation>map(t -> Operation.select(t.name()).columns(kept(t))).toList();
    List<Operation> all = new ArrayList<>(looks);
    all.addAll(change);
    all.addAll(looks);
    List<OperationResult> results = database.dryRun(all);
    return Inverse.of(
        database.schema(),
        TableSnapshot.of(results.subList(0, looks.size())),
        TableSnapshot.of(results.subList(all.size() - looks.size(), all.size())));
  }

  /**
   * The same without the rows that it brings back, for where somebody else has made such meanwhile,
   * whose names are taken.
   */
  static List<Operation> withoutRows(List<Operation> wayBack) {
    Set<Atom> rows = new HashSet<>();
    for (Operation operation : wayBack) {
      if (operation instanceof Operation.Insert insert) {
        rows.add(new Atom.Id(insert.uuid().orElseThrow()));
      }
    }
    return wayBack.stream()
        .filter(operation -> !(operation instanceof Operation.Insert))
        .map(operation -> without(rows, operation))
        .toList();
  }

  private static Operation without(Set<Atom> rows, Operation operation) {
    if (operation instanceof Operation.Update o) {
      Map<String, Value> columns = new LinkedHashMap<>();
      o.row().forEach((column, value) -> columns.put(column, without(rows, value)));
      return new Operation.Update(o.table(), o.where(), columns);
    } else if (operation instanceof Operation.Mutate o) {
      List<Mutation> mutations =
          o.mutations().stream()
              .map(m -> new Mutation(m.column(), m.mutator(), without(rows, m.value())))
              .toList();
      return new Operation.Mutate(o.table(), o.where(), mutations);
    }
    return operation;
  }

  private static Value without(Set<Atom> rows, Value value) {
    if (value instanceof Value.MapOf map) {
      Map<Atom, Atom> entries = new LinkedHashMap<>(map.entries());
      entries.values().removeAll(rows);
      return new Value.MapOf(entries);
    }
    Set<Atom> atoms = new LinkedHashSet<>(((Value.SetOf) value).atoms());
    atoms.removeAll(rows);
    return new Value.SetOf(atoms);
  }

  private static String[] kept(TableSchema table) {
    List<String> columns = new ArrayList<>(List.of(Row.UUID_COLUMN));
    table.columns().values().stream()
        .filter(column -> !column.ephemeral())
        .map(ColumnSchema::name)
        .filter(name -> !name.equals("next_cfg") && !name.equals("cur_cfg"))
        .forEach(columns::add);
    return columns.toArray(String[]::new);
  }
}
