package io.kvmsdk.testkit.ovsdb;

import java.util.Map;

/** A column of a table (RFC 7047, 3.2, {@code <column-schema>}). */
record Column(String name, ColumnType type, boolean mutable) {
  /** Which every table has; a client cannot write it. */
  static final Column UUID = new Column("_uuid", ColumnType.read("uuid"), false);

  /** Changes with its row; as {@link #UUID}. */
  static final Column VERSION = new Column("_version", ColumnType.read("uuid"), false);

  static Column read(String name, Object json) {
    Map<?, ?> members = (Map<?, ?>) json;
    return new Column(
        name, ColumnType.read(members.get("type")), !Boolean.FALSE.equals(members.get("mutable")));
  }
}
