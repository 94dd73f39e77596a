package io.kvmsdk.ovs.vsctl;

import io.kvmsdk.ovs.ovsdb.ColumnSchema;
import io.kvmsdk.ovs.ovsdb.ColumnType;
import io.kvmsdk.ovs.ovsdb.DatabaseSchema;
import io.kvmsdk.ovs.ovsdb.TableSchema;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Which columns refer to rows: few do, so that whoever follows them need not look at the others.
 */
final class References {
  private final Map<String, List<ColumnSchema>> strong = new HashMap<>();
  private final Map<String, List<ColumnSchema>> weak = new HashMap<>();

  References(DatabaseSchema schema) {
    for (TableSchema table : schema.tables().values()) {
      strong.put(table.name(), columns(table, ColumnType.Base::strongRef));
      weak.put(table.name(), columns(table, base -> !base.strongRef()));
    }
  }

  private static List<ColumnSchema> columns(TableSchema table, Predicate<ColumnType.Base> kind) {
    return table.columns().values().stream()
        .filter(column -> bases(column).anyMatch(kind))
        .toList();
  }

  private static Stream<ColumnType.Base> bases(ColumnSchema column) {
    return Stream.concat(Stream.of(column.type().key()), column.type().value().stream())
        .filter(base -> base.refTable().isPresent());
  }

  static boolean refers(ColumnSchema column) {
    return bases(column).findAny().isPresent();
  }

  /** Columns with references that keep rows alive. */
  List<ColumnSchema> strong(String table) {
    return strong.get(table);
  }

  /** Columns with references that go with their rows. */
  List<ColumnSchema> weak(String table) {
    return weak.get(table);
  }
}
