package io.kvmsdk.ovs.ovsdb;

import java.util.Optional;
import java.util.Set;

/** A table's columns as the database's schema has them, which may be another one later. */
final class SchemaColumns {
  private final OvsdbDatabase database;
  private final String table;
  private volatile Of last = new Of(null);

  SchemaColumns(OvsdbDatabase database, String table) {
    this.database = database;
    this.table = table;
  }

  /** The same object as long as the schema is. */
  @SuppressWarnings("ReferenceEquality")
  TableColumns now() {
    TableSchema schema = database.schema().tables().get(table);
    Of known = last;
    if (known.schema() != schema) {
      known = new Of(schema);
      last = known;
    }
    return known;
  }

  /** Of no table, if it is null. */
  private record Of(TableSchema schema) implements TableColumns {
    @Override
    public Optional<ColumnType> type(String column) {
      return Optional.ofNullable(schema).flatMap(table -> table.type(column));
    }

    @Override
    public Set<String> names() {
      return schema == null ? Set.of() : schema.columns().keySet();
    }
  }
}
