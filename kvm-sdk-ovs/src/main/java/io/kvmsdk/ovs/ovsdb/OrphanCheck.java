package io.kvmsdk.ovs.ovsdb;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds new rows that would not outlive their commit: those of tables that are no roots, to which
 * nothing refers strongly (RFC 7047, 4.1.3: they are deleted, and their inserts succeed).
 */
final class OrphanCheck {
  private final DatabaseSchema schema;
  private final List<Operation> operations;

  /** The inserts of rows that need somebody to refer to them, by how that is done. */
  private final Map<Atom, Integer> mortal = new HashMap<>();

  private final Set<Integer> alive = new HashSet<>();
  private final Set<Integer> keepers = new HashSet<>();

  private OrphanCheck(DatabaseSchema schema, List<Operation> operations) {
    this.schema = schema;
    this.operations = operations;
    for (int i = 0; i < operations.size(); i++) {
      if (isInsertOfNoRoot(i)) {
        Operation.Insert insert = (Operation.Insert) operations.get(i);
        int index = i;
        insert.name().ifPresent(name -> mortal.put(new Atom.Named(name), index));
        insert.uuid().ifPresent(uuid -> mortal.put(new Atom.Id(uuid), index));
      } else {
        alive.add(i);
      }
    }
    keep();
  }

  /**
   * The operations, and before each that keeps new rows alive by changing rows which are there, one
   * that fails the transaction where there are none.
   *
   * @throws InvalidSpecException if rows would vanish
   */
  static List<Operation> guarded(
      Subject subject, DatabaseSchema schema, List<Operation> operations) {
    OrphanCheck check = new OrphanCheck(schema, operations);
    List<String> problems = check.problems();
    if (!problems.isEmpty()) {
      throw new InvalidSpecException(subject, problems);
    }
    List<Operation> guarded = new ArrayList<>();
    for (int i = 0; i < operations.size(); i++) {
      if (check.keepers.contains(i) && operations.get(i) instanceof Operation.OnRows keeper) {
        guarded.add(Operation.exists(keeper.table(), keeper.where()));
      }
      guarded.add(operations.get(i));
    }
    return guarded;
  }

  private List<String> problems() {
    List<String> problems = new ArrayList<>();
    for (int i = 0; i < operations.size(); i++) {
      if (isInsertOfNoRoot(i) && !alive.contains(i)) {
        String table = ((Operation.Insert) operations.get(i)).table();
        problems.add(
            "operation "
                + (i + 1)
                + ": the new row of "
                + table
                + " would vanish at the commit, as nothing refers to it; put it into "
                + String.join(" or ", columnsFor(table)));
      }
    }
    return problems;
  }

  private List<String> columnsFor(String table) {
    return schema.tables().values().stream()
        .flatMap(
            t ->
                t.columns().values().stream()
                    .filter(column -> refers(column.type(), table))
                    .map(column -> t.name() + "." + column.name()))
        .sorted()
        .toList();
  }

  private static boolean refers(ColumnType type, String table) {
    return Stream.concat(Stream.of(type.key()), type.value().stream())
        .anyMatch(base -> base.strongRef() && base.refTable().equals(Optional.of(table)));
  }

  private boolean isInsertOfNoRoot(int index) {
    return operations.get(index) instanceof Operation.Insert insert
        && schema.table(insert.table()).filter(table -> !table.root()).isPresent();
  }

  /** What the rows of a living operation refer to lives, and what that refers to. */
  private void keep() {
    Deque<Integer> open = new ArrayDeque<>(alive);
    while (!open.isEmpty()) {
      int index = open.remove();
      for (Atom kept : references(operations.get(index))) {
        Integer insert = mortal.get(kept);
        if (insert != null) {
          keepers.add(index);
          if (alive.add(insert)) {
            open.add(insert);
          }
        }
      }
    }
  }

  private Set<Atom> references(Operation operation) {
    Set<Atom> atoms = new HashSet<>();
    if (operation instanceof Operation.Insert insert) {
      insert.row().forEach((column, value) -> collect(insert.table(), column, value, atoms));
    } else if (operation instanceof Operation.Update update) {
      update.row().forEach((column, value) -> collect(update.table(), column, value, atoms));
    } else if (operation instanceof Operation.Mutate mutate) {
      mutate.mutations().stream()
          .filter(mutation -> mutation.mutator() == Mutation.Mutator.INSERT)
          .forEach(m -> collect(mutate.table(), m.column(), m.value(), atoms));
    }
    return atoms;
  }

  private void collect(String table, String column, Value value, Collection<Atom> atoms) {
    schema
        .table(table)
        .flatMap(t -> t.column(column))
        .map(ColumnSchema::type)
        .ifPresent(
            type -> {
              if (value instanceof Value.SetOf set && type.key().strongRef()) {
                atoms.addAll(set.atoms());
              } else if (value instanceof Value.MapOf map) {
                collect(map.entries(), type, atoms);
              }
            });
  }

  private static void collect(Map<Atom, Atom> entries, ColumnType type, Collection<Atom> atoms) {
    if (type.key().strongRef()) {
      atoms.addAll(entries.keySet());
    }
    if (type.value().filter(ColumnType.Base::strongRef).isPresent()) {
      atoms.addAll(entries.values());
    }
  }
}
