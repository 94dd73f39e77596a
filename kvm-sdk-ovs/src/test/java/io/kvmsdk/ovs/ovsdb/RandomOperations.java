package io.kvmsdk.ovs.ovsdb;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** Operations on a schema's tables: half of them good, the others wrong in one way or several. */
final class RandomOperations {
  private final DatabaseSchema schema;
  private final Random random;

  RandomOperations(DatabaseSchema schema, Random random) {
    this.schema = schema;
    this.random = random;
  }

  Operation next() {
    TableSchema table = pick(List.copyOf(schema.tables().values()));
    String name = rarely() ? table.name() + "s" : table.name();
    return switch (random.nextInt(6)) {
      case 0 -> Operation.insert(name, row(table));
      case 1 -> Operation.update(name, row(table), where(table));
      case 2 -> Operation.mutate(name, several(() -> mutation(table)), where(table));
      case 3 -> Operation.delete(name, where(table));
      case 4 ->
          new Operation.Select(
              name, List.of(where(table)), Optional.of(Set.of(column(table).name())));
      default ->
          new Operation.Wait(
              name,
              List.of(where(table)),
              Set.of(column(table).name()),
              false,
              List.of(new Row(row(table))),
              Optional.of(Duration.ZERO));
    };
  }

  Map<String, Value> row(TableSchema table) {
    Map<String, Value> row = new LinkedHashMap<>();
    table
        .column("color")
        .filter(color -> random.nextInt(8) > 0)
        .ifPresent(color -> row.put("color", Value.of("green")));
    for (int i = random.nextInt(3); i >= 0; i--) {
      ColumnSchema column = column(table);
      row.put(column.name(), value(column.type()));
    }
    return row;
  }

  private Condition[] where(TableSchema table) {
    return several(
            () -> {
              ColumnSchema column = column(table);
              return new Condition(
                  column.name(), pick(List.of(Condition.Function.values())), value(column.type()));
            })
        .toArray(Condition[]::new);
  }

  private Mutation mutation(TableSchema table) {
    ColumnSchema column = column(table);
    boolean arithmetic = column.type().key().type().ordinal() < 2 && random.nextBoolean();
    Mutation.Mutator mutator =
        arithmetic
            ? pick(List.of(Mutation.Mutator.values()).subList(0, 5))
            : pick(List.of(Mutation.Mutator.values()));
    return new Mutation(column.name(), mutator, value(column.type()));
  }

  private <T> List<T> several(Supplier<T> make) {
    List<T> all = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      all.add(make.get());
    }
    return all;
  }

  private ColumnSchema column(TableSchema table) {
    if (rarely()) {
      String name = pick(List.of("nmae", "_uuid", "_version", ""));
      return new ColumnSchema(name, ColumnType.ROW_ID, false, true);
    }
    return pick(List.copyOf(table.columns().values()));
  }

  Value value(ColumnType type) {
    int most = (int) Math.min(type.max(), 3) + (rarely() ? 1 : 0);
    int least = rarely() ? 0 : (int) type.min();
    int size = least + random.nextInt(most - least + 1);
    if (rarely() == type.isMap()) {
      Set<Atom> atoms = new LinkedHashSet<>();
      for (int i = 0; i < size; i++) {
        atoms.add(atom(type.key()));
      }
      return new Value.SetOf(atoms);
    }
    Map<Atom, Atom> entries = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      entries.put(atom(type.key()), atom(type.value().orElse(type.key())));
    }
    return new Value.MapOf(entries);
  }

  private Atom atom(ColumnType.Base base) {
    if (!base.allowed().isEmpty() && !rarely()) {
      return pick(List.copyOf(base.allowed()));
    }
    AtomicType type = rarely() ? pick(List.of(AtomicType.values())) : base.type();
    return switch (type) {
      case INTEGER -> new Atom.Int(pick(List.of(0L, 1L, 5L, 10L, -1L, 11L, Long.MAX_VALUE)));
      case REAL -> pick(List.of(real(0), real(0.5), real(1.5), real(2), real(-1e300), whole(1)));
      case BOOLEAN -> new Atom.Bool(random.nextBoolean());
      case STRING ->
          new Atom.Text(
              pick(List.of("a", "ab", "abcde", "äöüß\ud83d\ude00", "abcdef", "", "\t\"")));
      case UUID -> new Atom.Id(new UUID(0, random.nextInt(5)));
    };
  }

  private static Atom real(double value) {
    return new Atom.Real(value);
  }

  private static Atom whole(long value) {
    return new Atom.Int(value);
  }

  private boolean rarely() {
    return random.nextInt(20) == 0;
  }

  private <T> T pick(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  UUID uuid() {
    return new UUID(random.nextLong(), random.nextLong());
  }
}
