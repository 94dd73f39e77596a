package io.kvmsdk.ovs.ovsdb;

import io.kvmsdk.error.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/** Reads what {@code transact} gives back (RFC 7047, 4.1.3): by position. */
final class ResultReader {
  private final Subject subject;
  private final DatabaseSchema schema;

  ResultReader(Subject subject, DatabaseSchema schema) {
    this.subject = subject;
    this.schema = schema;
  }

  /**
   * @throws TransactionException if the server refused it
   * @throws MalformedException if it is no answer to these operations
   */
  List<OperationResult> read(List<Operation> operations, Object json) {
    List<?> results = MalformedException.array(json);
    throwFailure(operations, results);
    if (results.size() != operations.size()) {
      throw new MalformedException(
          results.size() + " results for " + operations.size() + " operations");
    }
    List<OperationResult> read = new ArrayList<>(operations.size());
    for (int i = 0; i < operations.size(); i++) {
      Operation operation = operations.get(i);
      try {
        read.add(result(operation, MalformedException.object(results.get(i))));
      } catch (MalformedException e) {
        throw e.in("result " + (i + 1) + ", of " + operation.summary());
      }
    }
    return read;
  }

  /** The first error counts; what the commit says comes behind the last operation's result. */
  private void throwFailure(List<Operation> operations, List<?> results) {
    for (int i = 0; i < results.size(); i++) {
      if (results.get(i) instanceof Map<?, ?> result && result.get("error") != null) {
        String details = result.get("details") instanceof String text ? text : "";
        String error = String.valueOf(result.get("error"));
        throw i < operations.size()
            ? new TransactionException(subject, error, details, i, operations.get(i))
            : new TransactionException(subject, error, details, -1, null);
      }
    }
  }

  private OperationResult result(Operation operation, Map<?, ?> result) {
    Optional<UUID> uuid = Optional.empty();
    OptionalLong count = OptionalLong.empty();
    List<Row> rows = List.of();
    if (operation instanceof Operation.Insert) {
      uuid = Optional.of(ValueReader.uuid(result.get("uuid")));
    } else if (operation instanceof Operation.Select select) {
      rows = rows(select, MalformedException.array(result.get("rows")));
    } else if (operation instanceof Operation.Update
        || operation instanceof Operation.Mutate
        || operation instanceof Operation.Delete) {
      count = OptionalLong.of(ValueReader.integer(result.get("count")));
    }
    return new OperationResult(operation, uuid, count, rows);
  }

  private List<Row> rows(Operation.Select select, List<?> json) {
    TableSchema table = schema.tables().get(select.table());
    Set<String> wanted = select.columns().orElse(table.columns().keySet());
    List<Row> rows = new ArrayList<>(json.size());
    for (Object item : json) {
      try {
        rows.add(row(item, table, wanted, select.columns().isEmpty()));
      } catch (MalformedException e) {
        throw e.in("row " + (rows.size() + 1) + " of table " + table.name());
      }
    }
    return rows;
  }

  private static Row row(Object json, TableSchema table, Set<String> wanted, boolean whole) {
    Row row = ValueReader.row(json, table);
    for (String column : wanted) {
      if (!row.has(column)) {
        throw new MalformedException("has no column " + column);
      }
    }
    if (whole && row.columns().get(Row.UUID_COLUMN) == null) {
      throw new MalformedException("has no column " + Row.UUID_COLUMN);
    }
    return row;
  }
}
