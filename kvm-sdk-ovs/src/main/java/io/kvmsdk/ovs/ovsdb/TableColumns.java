package io.kvmsdk.ovs.ovsdb;

import java.util.Optional;
import java.util.Set;

/** The columns that rows of one table have. */
interface TableColumns {
  /** Nothing where there is no such column. */
  Optional<ColumnType> type(String column);

  /** Their names, to find what was meant by another. */
  Set<String> names();
}
