package io.kvmsdk.ovs.ovsdb;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes operations as {@code transact} wants them (RFC 7047, 5.2). */
final class OperationWriter {
  private OperationWriter() {}

  static Map<String, Object> write(Operation operation) {
    Map<String, Object> json = new LinkedHashMap<>();
    if (operation instanceof Operation.Insert insert) {
      json.put("op", "insert");
      json.put("table", insert.table());
      json.put("row", ValueWriter.row(insert.row()));
      insert.uuid().ifPresent(uuid -> json.put("uuid", uuid.toString()));
      insert.name().ifPresent(name -> json.put("uuid-name", name));
    } else if (operation instanceof Operation.Select select) {
      about(json, "select", select.table(), select.where());
      select.columns().ifPresent(columns -> json.put("columns", List.copyOf(columns)));
    } else if (operation instanceof Operation.Update update) {
      about(json, "update", update.table(), update.where());
      json.put("row", ValueWriter.row(update.row()));
    } else if (operation instanceof Operation.Mutate mutate) {
      about(json, "mutate", mutate.table(), mutate.where());
      json.put("mutations", mutate.mutations().stream().map(OperationWriter::mutation).toList());
    } else if (operation instanceof Operation.Delete delete) {
      about(json, "delete", delete.table(), delete.where());
    } else if (operation instanceof Operation.Wait wait) {
      await(json, wait);
    } else {
      simple(json, operation);
    }
    return json;
  }

  private static void await(Map<String, Object> json, Operation.Wait wait) {
    about(json, "wait", wait.table(), wait.where());
    wait.timeout().ifPresent(timeout -> json.put("timeout", Deadline.nanos(timeout) / 1_000_000));
    json.put("columns", List.copyOf(wait.columns()));
    json.put("until", wait.equal() ? "==" : "!=");
    json.put("rows", wait.rows().stream().map(row -> ValueWriter.row(row.columns())).toList());
  }

  private static void simple(Map<String, Object> json, Operation operation) {
    if (operation instanceof Operation.Commit commit) {
      json.put("op", "commit");
      json.put("durable", commit.durable());
    } else if (operation instanceof Operation.Comment comment) {
      json.put("op", "comment");
      json.put("comment", comment.text());
    } else if (operation instanceof Operation.Assert lock) {
      json.put("op", "assert");
      json.put("lock", lock.lock());
    } else {
      json.put("op", "abort");
    }
  }

  private static void about(
      Map<String, Object> json, String op, String table, List<Condition> where) {
    json.put("op", op);
    json.put("table", table);
    json.put("where", where.stream().map(ValueWriter::condition).toList());
  }

  private static Object mutation(Mutation mutation) {
    return List.of(
        mutation.column(), mutation.mutator().symbol(), ValueWriter.value(mutation.value()));
  }
}
