package io.kvmsdk.ovs;

import io.kvmsdk.ovs.ovsdb.Atom;
import io.kvmsdk.ovs.ovsdb.ColumnSchema;
import io.kvmsdk.ovs.ovsdb.Condition;
import io.kvmsdk.ovs.ovsdb.DatabaseSchema;
import io.kvmsdk.ovs.ovsdb.Mutation;
import io.kvmsdk.ovs.ovsdb.Operation;
import io.kvmsdk.ovs.ovsdb.OperationResult;
import io.kvmsdk.ovs.ovsdb.OvsdbDatabase;
import io.kvmsdk.ovs.ovsdb.Row;
import io.kvmsdk.ovs.ovsdb.TableSchema;
import io.kvmsdk.ovs.ovsdb.TableSnapshot;
import io.kvmsdk.ovs.ovsdb.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The way back from a change, found before it is made.
 *
 * @param change with guards: it is done only where it is about the same rows as when the way back
 *     was found, and what it replaces in them is the same
 * @param operations what takes it back
 */
record WayBack(List<Operation> change, List<Operation> operations) {
  /**
   * Does the change in a transaction that is taken back, with a look before it and one after.
   *
   * @param change whose rows all have UUIDs, as {@link KnownRows} gives them
   */
  static WayBack of(OvsdbDatabase database, List<Operation> change) {
    DatabaseSchema schema = database.schema();
    List<Operation> looks =
        schema.tables().values().stream()
            .<Operation>map(t -> Operation.select(t.name()).columns(kept(t)))
            .toList();
    List<Operation> all = new ArrayList<>(looks);
    for (Operation operation : change) {
      replaced(schema, operation).ifPresent(all::add);
      all.add(operation);
    }
    all.addAll(looks);
    List<OperationResult> results = database.dryRun(all);
    int end = all.size() - looks.size();
    return new WayBack(
        guarded(schema, change, results.subList(looks.size(), end)),
        Inverse.of(
            schema,
            TableSnapshot.of(results.subList(0, looks.size())),
            TableSnapshot.of(results.subList(end, all.size()))));
  }

  /** Looks at what an operation replaces; what it adds or removes is in nobody's way. */
  private static Optional<Operation> replaced(DatabaseSchema schema, Operation operation) {
    Set<String> columns = new LinkedHashSet<>(List.of(Row.UUID_COLUMN));
    if (operation instanceof Operation.Update update) {
      columns.addAll(update.row().keySet());
    } else if (operation instanceof Operation.Mutate mutate) {
      TableSchema table = schema.tables().get(mutate.table());
      mutate.mutations().stream()
          .map(Mutation::column)
          .filter(column -> table.column(column).orElseThrow().type().max() != Long.MAX_VALUE)
          .forEach(columns::add);
    } else if (!(operation instanceof Operation.Delete)) {
      return Optional.empty();
    }
    Operation.OnRows rows = (Operation.OnRows) operation;
    return Optional.of(
        Operation.select(rows.table(), rows.where().toArray(Condition[]::new))
            .columns(columns.toArray(String[]::new)));
  }

  private static List<Operation> guarded(
      DatabaseSchema schema, List<Operation> change, List<OperationResult> results) {
    List<Operation> guarded = new ArrayList<>();
    Iterator<OperationResult> result = results.iterator();
    for (Operation operation : change) {
      if (replaced(schema, operation).isPresent()) {
        guarded.add(unchanged(result.next()));
      }
      guarded.add(operation);
      result.next();
    }
    return List.copyOf(guarded);
  }

  private static Operation unchanged(OperationResult seen) {
    Operation.Select look = (Operation.Select) seen.operation();
    return new Operation.Wait(
        look.table(),
        look.where(),
        Set.copyOf(look.columns().orElseThrow()),
        true,
        seen.rows(),
        Optional.of(Duration.ZERO));
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
