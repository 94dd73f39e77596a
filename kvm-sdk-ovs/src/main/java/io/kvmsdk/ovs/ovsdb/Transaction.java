package io.kvmsdk.ovs.ovsdb;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Collects the operations of a transaction for {@link OvsdbDatabase#transact(Consumer)}; its rows
 * get names by themselves.
 *
 * <pre>{@code
 * Committed done =
 *     db.transact(
 *         t -> {
 *           Atom br0 = t.insert("Bridge", row -> row.set("name", "br0"));
 *           t.mutate("Open_vSwitch").insert("bridges", br0);
 *         });
 * }</pre>
 */
public final class Transaction {
  private final List<Operation> operations = new ArrayList<>();

  Transaction() {}

  /** Columns of one row. */
  public static final class Columns {
    private final Map<String, Value> values = new LinkedHashMap<>();

    private Columns() {}

    static Map<String, Value> of(Consumer<Columns> set) {
      Columns columns = new Columns();
      set.accept(columns);
      return columns.values;
    }

    /**
     * Sets a column.
     *
     * @param value a {@link Value}, or one atom as {@link Atom#of} takes it
     */
    public Columns set(String column, Object value) {
      values.put(column, value instanceof Value v ? v : Value.of(value));
      return this;
    }

    /** Sets a column that holds a map, as {@code other_config}. */
    public Columns map(String column, Map<?, ?> entries) {
      return set(column, Value.map(entries));
    }
  }

  /** Mutations of the rows that an operation selects, done in their order. */
  public final class Mutations {
    private final int index;

    private Mutations(int index) {
      this.index = index;
    }

    /** As {@link Mutation#insert}. */
    public Mutations insert(String column, Object value) {
      return add(Mutation.insert(column, value));
    }

    /** As {@link Mutation#delete}. */
    public Mutations delete(String column, Object value) {
      return add(Mutation.delete(column, value));
    }

    /** As {@link Mutation#add}. */
    public Mutations add(String column, long number) {
      return add(Mutation.add(column, number));
    }

    public Mutations add(Mutation mutation) {
      Operation.Mutate mutate = (Operation.Mutate) operations.get(index);
      List<Mutation> all = new ArrayList<>(mutate.mutations());
      all.add(mutation);
      operations.set(index, new Operation.Mutate(mutate.table(), mutate.where(), all));
      return this;
    }
  }

  /**
   * Inserts a row (RFC 7047, 5.2.1).
   *
   * @return stands for the row, as a value in the same transaction and in {@link Committed#uuid}
   */
  public Atom.Named insert(String table, Consumer<Columns> row) {
    Atom.Named name = new Atom.Named("row" + (operations.size() + 1));
    add(Operation.insert(table, Columns.of(row)).named(name.name()));
    return name;
  }

  /** Sets columns of the rows selected (RFC 7047, 5.2.3). */
  public Transaction update(String table, Consumer<Columns> row, Condition... where) {
    return add(Operation.update(table, Columns.of(row), where));
  }

  /** Changes columns of the rows selected, by what is called on the result (RFC 7047, 5.2.4). */
  public Mutations mutate(String table, Condition... where) {
    add(Operation.mutate(table, List.of(), where));
    return new Mutations(operations.size() - 1);
  }

  /** Removes the rows selected (RFC 7047, 5.2.5). */
  public Transaction delete(String table, Condition... where) {
    return add(Operation.delete(table, where));
  }

  /** As {@link Operation#await}. */
  public Transaction await(
      String table, Consumer<Columns> row, Duration timeout, Condition... where) {
    return add(Operation.await(table, Columns.of(row), timeout, where));
  }

  /** What the database's log is to say about it (RFC 7047, 5.2.9). */
  public Transaction comment(String text) {
    return add(new Operation.Comment(text));
  }

  /** Returns only once the change is on the disk (RFC 7047, 5.2.7). */
  public Transaction durable() {
    return add(new Operation.Commit(true));
  }

  /** Any other operation. */
  public Transaction add(Operation operation) {
    operations.add(operation);
    return this;
  }

  List<Operation> operations() {
    return Collections.unmodifiableList(operations);
  }
}
