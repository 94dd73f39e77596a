package io.kvmsdk.ovs.ovsdb;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Finds everything that a schema forbids in a transaction, before it is sent. What depends on the
 * rows that are there (indexes, references, the outcome of mutations) only the server knows.
 */
final class TransactionCheck {
  private final DatabaseSchema schema;
  private final List<String> problems = new ArrayList<>();
  private final Map<String, String> named = new HashMap<>();
  private final Set<UUID> chosen = new HashSet<>();
  private final ValueCheck values = new ValueCheck(named);

  /** What the problems found next are about. */
  private String place = "";

  private TransactionCheck(DatabaseSchema schema) {
    this.schema = schema;
  }

  /**
   * @throws InvalidSpecException with all that is wrong
   */
  static void check(Subject subject, DatabaseSchema schema, List<Operation> operations) {
    TransactionCheck check = new TransactionCheck(schema);
    check.names(operations);
    for (int i = 0; i < operations.size(); i++) {
      Operation operation = operations.get(i);
      check.place = "operation " + (i + 1) + ", " + operation.summary();
      check.operation(operation);
    }
    check.end(subject);
  }

  /**
   * The same for conditions on the rows of tables that are there.
   *
   * @throws InvalidSpecException with all that is wrong
   */
  static void check(
      Subject subject, DatabaseSchema schema, Map<String, List<Condition>> conditions) {
    TransactionCheck check = new TransactionCheck(schema);
    conditions.forEach(
        (table, any) -> {
          check.place = "rows of " + table;
          any.forEach(condition -> check.condition(condition, schema.tables().get(table)));
        });
    check.end(subject);
  }

  private void end(Subject subject) {
    if (!problems.isEmpty()) {
      throw new InvalidSpecException(subject, problems);
    }
  }

  /** A name may be used ahead of the insert that makes it. */
  private void names(List<Operation> operations) {
    for (Operation operation : operations) {
      if (operation instanceof Operation.Insert insert) {
        place = insert.summary();
        insert
            .name()
            .filter(name -> named.put(name, insert.table()) != null)
            .ifPresent(name -> problem("the uuid-name " + name + " is made twice"));
        insert
            .uuid()
            .filter(uuid -> !chosen.add(uuid))
            .ifPresent(uuid -> problem("the UUID " + uuid + " is given twice"));
      }
    }
  }

  private void operation(Operation operation) {
    if (operation instanceof Operation.OnTable onTable) {
      schema
          .table(onTable.table())
          .ifPresentOrElse(
              table -> onTable(onTable, table),
              () ->
                  problem(
                      "there is no table of that name in "
                          + schema.name()
                          + NearestName.hint(onTable.table(), schema.tables().keySet())));
    } else if (operation instanceof Operation.Comment comment) {
      ValueCheck.characters(comment.text()).ifPresent(this::problem);
    } else if (operation instanceof Operation.Assert lock && !Atom.Named.isName(lock.lock())) {
      problem("a lock's name is an identifier, not '" + lock.lock() + "'"); // RFC 7047, 3.1: <id>
    }
  }

  private void onTable(Operation.OnTable operation, TableSchema table) {
    if (operation instanceof Operation.OnRows onRows) {
      onRows.where().forEach(condition -> condition(condition, table));
    }
    if (operation instanceof Operation.Insert insert) {
      insert.row().forEach((column, value) -> given(column, value, table));
      defaults(insert, table);
    } else if (operation instanceof Operation.Update update) {
      update.row().forEach((column, value) -> given(column, value, table));
      update.row().keySet().forEach(column -> mutable(column, table));
    } else if (operation instanceof Operation.Mutate mutate) {
      mutate.mutations().forEach(mutation -> mutation(mutation, table));
    } else if (operation instanceof Operation.Select select) {
      select.columns().ifPresent(columns -> known(columns, table));
    } else if (operation instanceof Operation.Wait wait) {
      await(wait, table);
    }
  }

  /** A column that is to be set. */
  private void given(String column, Value value, TableSchema table) {
    given(column, table).ifPresent(type -> value(column, value, type));
  }

  private void value(String column, Value value, ColumnType type) {
    values.problems(value, type).forEach(problem -> problem("column " + column + " " + problem));
  }

  private void mutable(String column, TableSchema table) {
    if (table.column(column).filter(known -> !known.mutable()).isPresent()) {
      problem("column " + column + " cannot be changed once its row is there");
    }
  }

  /** What the server gives to columns left out (RFC 7047, 5.2.1), an enum may not have. */
  private void defaults(Operation.Insert insert, TableSchema table) {
    for (ColumnSchema column : table.columns().values()) {
      if (!insert.row().containsKey(column.name())
          && column.type().initial().filter(v -> refused(v, column.type())).isPresent()) {
        problem("column " + column.name() + " must be given");
      }
    }
  }

  private boolean refused(Value value, ColumnType type) {
    return !values.problems(value, type).isEmpty();
  }

  private void condition(Condition condition, TableSchema table) {
    type(condition.column(), table)
        .ifPresent(
            type ->
                ArgumentType.of(condition.function(), type)
                    .ifPresentOrElse(
                        argument -> value(condition.column(), condition.value(), argument),
                        () -> applies(condition.column(), condition.function().symbol())));
  }

  private void mutation(Mutation mutation, TableSchema table) {
    given(mutation.column(), table)
        .ifPresent(
            type ->
                ArgumentType.of(mutation.mutator(), type, mutation.value())
                    .ifPresentOrElse(
                        argument -> value(mutation.column(), mutation.value(), argument),
                        () -> applies(mutation.column(), mutation.mutator().symbol())));
    mutable(mutation.column(), table);
    if (ArgumentType.dividesByZero(mutation)) {
      problem("column " + mutation.column() + " is divided by zero");
    }
  }

  private Optional<ColumnType> given(String column, TableSchema table) {
    if (column.equals(Row.UUID_COLUMN) || column.equals(Row.VERSION_COLUMN)) {
      problem("column " + column + " is the server's own");
      return Optional.empty();
    }
    return type(column, table);
  }

  private void applies(String column, String symbol) {
    problem("column " + column + " is of a type to which " + symbol + " does not apply");
  }

  private void await(Operation.Wait wait, TableSchema table) {
    known(wait.columns(), table);
    wait.rows()
        .forEach(
            row -> row.columns().forEach((c, v) -> type(c, table).ifPresent(t -> value(c, v, t))));
    if (wait.timeout().filter(Duration::isNegative).isPresent()) {
      problem("a time-out cannot be negative: " + wait.timeout().get());
    }
  }

  private void known(Collection<String> columns, TableSchema table) {
    columns.forEach(column -> type(column, table));
  }

  private Optional<ColumnType> type(String column, TableSchema table) {
    Optional<ColumnType> type = table.type(column);
    if (type.isEmpty()) {
      problem("no column " + column + NearestName.hint(column, table.columns().keySet()));
    }
    return type;
  }

  private void problem(String problem) {
    problems.add(place + ": " + problem);
  }
}
