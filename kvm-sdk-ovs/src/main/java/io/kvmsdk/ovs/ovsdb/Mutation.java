package io.kvmsdk.ovs.ovsdb;

/**
 * A change of a column that needs no knowledge of what it holds (RFC 7047, 5.1, {@code
 * <mutation>}).
 */
public record Mutation(String column, Mutator mutator, Value value) {
  /** RFC 7047, 5.1, {@code <mutator>}. */
  public enum Mutator {
    ADD("+="),
    SUBTRACT("-="),
    MULTIPLY("*="),
    DIVIDE("/="),
    REMAINDER("%="),
    /** Adds atoms to a set; adds entries to a map, but for keys that it has. */
    INSERT("insert"),
    /** Removes atoms from a set; from a map entries, or, where a set is given, keys. */
    DELETE("delete");

    private final String symbol;

    Mutator(String symbol) {
      this.symbol = symbol;
    }

    /** As the protocol writes it. */
    public String symbol() {
      return symbol;
    }
  }

  /** Adds to a set or a map: one atom, or a {@link Value}. */
  public static Mutation insert(String column, Object value) {
    return of(column, Mutator.INSERT, value);
  }

  /** Removes from a set or a map: one atom, or a {@link Value}. */
  public static Mutation delete(String column, Object value) {
    return of(column, Mutator.DELETE, value);
  }

  /** Adds a number. */
  public static Mutation add(String column, long number) {
    return of(column, Mutator.ADD, number);
  }

  private static Mutation of(String column, Mutator mutator, Object value) {
    return new Mutation(column, mutator, value instanceof Value v ? v : Value.of(value));
  }

  @Override
  public String toString() {
    return column + " " + mutator.symbol() + " " + value;
  }
}
