package io.kvmsdk.ovs.ovsdb;

import java.util.UUID;

/**
 * What rows must meet (RFC 7047, 5.1, {@code <condition>}): all of several, to be an operation's;
 * any of several, to be a monitor's (ovsdb-server(7), 4.1.12).
 */
public record Condition(String column, Function function, Value value) {
  /** RFC 7047, 5.1, {@code <function>}. */
  public enum Function {
    LESS("<"),
    LESS_OR_EQUAL("<="),
    EQUAL("=="),
    NOT_EQUAL("!="),
    GREATER_OR_EQUAL(">="),
    GREATER(">"),
    /** The column holds all of the given atoms or entries. */
    INCLUDES("includes"),
    /** The column holds none of them. */
    EXCLUDES("excludes");

    private final String symbol;

    Function(String symbol) {
      this.symbol = symbol;
    }

    /** As the protocol writes it. */
    public String symbol() {
      return symbol;
    }
  }

  /** The column equals one atom, or a {@link Value}. */
  public static Condition equal(String column, Object value) {
    return new Condition(column, Function.EQUAL, value instanceof Value v ? v : Value.of(value));
  }

  /** The row with that UUID. */
  public static Condition uuid(UUID uuid) {
    return equal(Row.UUID_COLUMN, uuid);
  }

  @Override
  public String toString() {
    return column + " " + function.symbol() + " " + value;
  }
}
