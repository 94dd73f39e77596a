package io.kvmsdk.ovs;

import io.kvmsdk.ovs.ovsdb.Atom;
import io.kvmsdk.ovs.ovsdb.Mutation;
import io.kvmsdk.ovs.ovsdb.Operation;
import io.kvmsdk.ovs.ovsdb.OperationResult;
import io.kvmsdk.ovs.ovsdb.Value;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Which new rows of a transaction outlived its commit, as a row that was there refers to them, or
 * another such new row: who does not find them later knows that others have deleted them.
 */
final class ReferredRows {
  private final Map<Atom, OperationResult> inserts = new HashMap<>();
  private final Set<UUID> referred = new HashSet<>();

  private ReferredRows() {}

  static Set<UUID> of(List<OperationResult> results) {
    ReferredRows rows = new ReferredRows();
    Deque<Operation> todo = new ArrayDeque<>();
    results.forEach(result -> rows.note(result, todo));
    while (!todo.isEmpty()) {
      rows.atoms(todo.remove()).map(rows.inserts::get).forEach(insert -> rows.refer(insert, todo));
    }
    return rows.referred;
  }

  private void note(OperationResult result, Deque<Operation> todo) {
    if (result.operation() instanceof Operation.Insert insert) {
      insert.name().ifPresent(name -> inserts.put(new Atom.Named(name), result));
      inserts.put(new Atom.Id(result.uuid().orElseThrow()), result);
      if (insert.table().equals(SwitchState.ROOT)) {
        todo.add(insert);
      }
    } else if (result.count().orElse(0) > 0) {
      todo.add(result.operation());
    }
  }

  private void refer(OperationResult insert, Deque<Operation> todo) {
    if (insert != null && referred.add(insert.uuid().orElseThrow())) {
      todo.add(insert.operation());
    }
  }

  private Stream<Atom> atoms(Operation operation) {
    Collection<Value> values = List.of();
    if (operation instanceof Operation.Insert insert) {
      values = insert.row().values();
    } else if (operation instanceof Operation.Update update) {
      values = update.row().values();
    } else if (operation instanceof Operation.Mutate mutate) {
      values =
          mutate.mutations().stream()
              .filter(mutation -> mutation.mutator() == Mutation.Mutator.INSERT)
              .map(Mutation::value)
              .toList();
    }
    return values.stream().flatMap(ReferredRows::atoms);
  }

  private static Stream<Atom> atoms(Value value) {
    return value instanceof Value.MapOf map
        ? map.entries().values().stream()
        : ((Value.SetOf) value).atoms().stream();
  }
}
