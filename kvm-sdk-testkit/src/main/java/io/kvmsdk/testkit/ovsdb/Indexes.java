package io.kvmsdk.testkit.ovsdb;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Holds that no two rows have the columns of an index in common. */
final class Indexes {
  private final Txn txn;

  Indexes(Txn txn) {
    this.txn = txn;
  }

  void check() {
    Set<Table> tables = new HashSet<>();
    txn.changes().stream().filter(c -> c.after() != null).forEach(c -> tables.add(c.table()));
    tables.forEach(table -> table.indexes().forEach(index -> check(table, index)));
  }

  private void check(Table table, List<Column> index) {
    Map<List<Datum>, Row> seen = new HashMap<>();
    for (Row row : txn.rows(table.name())) {
      Row other = seen.put(index.stream().map(row::get).toList(), row);
      if (other != null) {
        throw OvsdbFailure.constraint(
            "Transaction causes multiple rows in \"%s\" table to have identical values (%s) for"
                + " index on %s %s.  First row, with UUID %s, %s  Second row, with UUID %s, %s",
            table.name(),
            english(index, c -> row.get(c).text(c.type())),
            index.size() > 1 ? "columns" : "column",
            english(index, c -> '"' + c.name() + '"'),
            row.uuid(),
            past(table, index, row),
            other.uuid(),
            past(table, index, other));
      }
    }
  }

  private static String english(List<Column> columns, Function<Column, String> word) {
    List<String> words = columns.stream().map(word).toList();
    int last = words.size() - 1;
    if (last < 1) {
      return String.join("", words);
    }
    String first = words.subList(0, last).stream().collect(Collectors.joining(", "));
    return first + (last > 1 ? "," : "") + " and " + words.get(last);
  }

  private String past(Table table, List<Column> index, Row row) {
    Row before = txn.before(table.name(), row.uuid());
    if (before == null) {
      return "was inserted by this transaction.";
    }
    if (before.equals(row)) {
      return "existed in the database before this transaction and was not modified by the"
          + " transaction.";
    }
    if (before.agrees(row, index)) {
      return "existed in the database before this transaction, which modified some of the row's"
          + " columns but not any columns in this index.";
    }
    return "had the following index values before the transaction: "
        + english(index, c -> before.get(c).text(c.type()))
        + ".";
  }
}
