package io.kvmsdk.ovs.ovsdb;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A table (RFC 7047, 3.2, {@code <table-schema>}).
 *
 * @param columns by name, in the schema's order, without {@code _uuid} and {@code _version}
 * @param maxRows {@link Long#MAX_VALUE} where there is no limit
 * @param root whether its rows live though no row refers to them
 * @param indexes lists of columns whose values together no two rows share
 */
public record TableSchema(
    String name,
    Map<String, ColumnSchema> columns,
    long maxRows,
    boolean root,
    List<List<String>> indexes) {
  public TableSchema {
    columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    indexes = indexes.stream().map(List::copyOf).toList();
  }

  public Optional<ColumnSchema> column(String column) {
    return Optional.ofNullable(columns.get(column));
  }

  /** Of a column, {@code _uuid} and {@code _version} included. */
  Optional<ColumnType> type(String column) {
    return column.equals(Row.UUID_COLUMN) || column.equals(Row.VERSION_COLUMN)
        ? Optional.of(ColumnType.ROW_ID)
        : column(column).map(ColumnSchema::type);
  }
}
