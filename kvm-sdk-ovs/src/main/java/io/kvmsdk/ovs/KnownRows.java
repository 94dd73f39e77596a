package io.kvmsdk.ovs;

import io.kvmsdk.ovs.ovsdb.Atom;
import io.kvmsdk.ovs.ovsdb.Condition;
import io.kvmsdk.ovs.ovsdb.Mutation;
import io.kvmsdk.ovs.ovsdb.Operation;
import io.kvmsdk.ovs.ovsdb.Row;
import io.kvmsdk.ovs.ovsdb.Value;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Gives every row that a transaction makes a UUID of ours, so that it is known beforehand. Names
 * are replaced, not kept beside: ovsdb-server 3.1 takes a row that has both for two, where another
 * one refers to its name before it is inserted.
 */
final class KnownRows {
  private final Map<Atom, Atom> uuids = new HashMap<>();

  private KnownRows() {}

  static List<Operation> of(List<Operation> operations) {
    KnownRows rows = new KnownRows();
    List<Operation> known = operations.stream().map(rows::named).toList();
    return known.stream().map(rows::resolved).toList();
  }

  private Operation named(Operation operation) {
    if (!(operation instanceof Operation.Insert insert)) {
      return operation;
    }
    UUID uuid = insert.uuid().orElseGet(UUID::randomUUID);
    insert.name().ifPresent(name -> uuids.put(new Atom.Named(name), new Atom.Id(uuid)));
    return new Operation.Insert(insert.table(), insert.row(), Optional.of(uuid), Optional.empty());
  }

  private Operation resolved(Operation operation) {
    if (operation instanceof Operation.Insert o) {
      return new Operation.Insert(o.table(), row(o.row()), o.uuid(), o.name());
    } else if (operation instanceof Operation.Update o) {
      return new Operation.Update(o.table(), where(o.where()), row(o.row()));
    } else if (operation instanceof Operation.Mutate o) {
      List<Mutation> mutations =
          o.mutations().stream()
              .map(m -> new Mutation(m.column(), m.mutator(), value(m.value())))
              .toList();
      return new Operation.Mutate(o.table(), where(o.where()), mutations);
    } else if (operation instanceof Operation.Delete o) {
      return new Operation.Delete(o.table(), where(o.where()));
    } else if (operation instanceof Operation.Wait o) {
      List<Row> rows = o.rows().stream().map(r -> new Row(row(r.columns()))).toList();
      return new Operation.Wait(
          o.table(), where(o.where()), o.columns(), o.equal(), rows, o.timeout());
    }
    return operation;
  }

  private List<Condition> where(List<Condition> where) {
    return where.stream()
        .map(c -> new Condition(c.column(), c.function(), value(c.value())))
        .toList();
  }

  private Map<String, Value> row(Map<String, Value> row) {
    Map<String, Value> resolved = new LinkedHashMap<>();
    row.forEach((column, value) -> resolved.put(column, value(value)));
    return resolved;
  }

  private Value value(Value value) {
    if (value instanceof Value.MapOf map) {
      Map<Atom, Atom> entries = new LinkedHashMap<>();
      map.entries().forEach((key, v) -> entries.put(atom(key), atom(v)));
      return new Value.MapOf(entries);
    }
    Set<Atom> atoms = new LinkedHashSet<>();
    ((Value.SetOf) value).atoms().forEach(a -> atoms.add(atom(a)));
    return new Value.SetOf(atoms);
  }

  private Atom atom(Atom atom) {
    return uuids.getOrDefault(atom, atom);
  }
}
