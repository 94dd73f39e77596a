package io.kvmsdk.ovs.ovsdb;

import java.util.Optional;
import java.util.Set;

/**
 * What a condition or a mutation takes for a column of some type (RFC 7047, 5.1): the column's
 * type, more or less relaxed. Nothing where it does not apply to such columns.
 */
final class ArgumentType {
  private ArgumentType() {}

  static Optional<ColumnType> of(Condition.Function function, ColumnType column) {
    return switch (function) {
      case EQUAL, NOT_EQUAL -> Optional.of(column);
      // ovsdb-server compares optional numbers too; those that are not there are never less or more
      case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL ->
          (column.isScalar() || column.isOptional()) && isNumber(column)
              ? Optional.of(counted(column, 1, 1))
              : Optional.empty();
      case INCLUDES -> Optional.of(column.isScalar() ? column : counted(column, 0, column.max()));
      case EXCLUDES -> Optional.of(column.isScalar() ? column : counted(column, 0, Long.MAX_VALUE));
    };
  }

  static Optional<ColumnType> of(Mutation.Mutator mutator, ColumnType column, Value argument) {
    return switch (mutator) {
      case ADD, SUBTRACT, MULTIPLY, DIVIDE -> number(column);
      case REMAINDER -> number(column).filter(type -> type.key().type() == AtomicType.INTEGER);
      case INSERT ->
          column.isScalar() ? Optional.empty() : Optional.of(counted(column, 0, column.max()));
      case DELETE -> column.isScalar() ? Optional.empty() : Optional.of(deleted(column, argument));
    };
  }

  /** Of a map, entries are deleted, or keys whatever their values. */
  private static ColumnType deleted(ColumnType column, Value argument) {
    return counted(
        argument instanceof Value.SetOf
            ? new ColumnType(column.key(), Optional.empty(), 0, 1)
            : column,
        0,
        Long.MAX_VALUE);
  }

  /** The bounds are those of the outcome, not of what is added to get there. */
  private static Optional<ColumnType> number(ColumnType column) {
    return !column.isMap() && isNumber(column)
        ? Optional.of(
            new ColumnType(ColumnType.Base.of(column.key().type()), Optional.empty(), 1, 1))
        : Optional.empty();
  }

  private static boolean isNumber(ColumnType column) {
    return column.key().type() == AtomicType.INTEGER || column.key().type() == AtomicType.REAL;
  }

  private static ColumnType counted(ColumnType column, long min, long max) {
    return new ColumnType(column.key(), column.value(), min, max);
  }

  /** RFC 7047, 5.2.4 has the server say "domain error" once a row is met. */
  static boolean dividesByZero(Mutation mutation) {
    return (mutation.mutator() == Mutation.Mutator.DIVIDE
            || mutation.mutator() == Mutation.Mutator.REMAINDER)
        && mutation.value() instanceof Value.SetOf set
        && (set.atoms().equals(Set.of(new Atom.Int(0)))
            || set.atoms().equals(Set.of(new Atom.Real(0))));
  }
}
