package io.kvmsdk.ovs.ovsdb;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** What became of one row of a monitored table. */
public sealed interface RowChange {
  /** The row's table. */
  String table();

  /** The row's UUID. */
  UUID uuid();

  /** It is new, or has begun to meet the monitor's conditions. */
  record Inserted(String table, Row row) implements RowChange {
    @Override
    public UUID uuid() {
      return row.uuid();
    }
  }

  /** Some of its columns have another value. */
  record Modified(String table, Row before, Row after) implements RowChange {
    @Override
    public UUID uuid() {
      return after.uuid();
    }

    /** The names of those that differ. */
    public Set<String> columns() {
      Set<String> names = new LinkedHashSet<>(after.columns().keySet());
      names.addAll(before.columns().keySet());
      names.removeIf(name -> Objects.equals(before.columns().get(name), after.columns().get(name)));
      return names;
    }
  }

  /**
   * It is gone, or no longer meets the monitor's conditions.
   *
   * @param row as it was last
   */
  record Deleted(String table, Row row) implements RowChange {
    @Override
    public UUID uuid() {
      return row.uuid();
    }
  }

  /** All that differs between two moments of the same tables. */
  static List<RowChange> between(TableSnapshot before, TableSnapshot after) {
    List<RowChange> changes = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>(after.tables().keySet());
    names.addAll(before.tables().keySet());
    for (String name : names) {
      RowTrie.differences(
          RowTrie.of(before.tables().get(name)),
          RowTrie.of(after.tables().get(name)),
          (was, is) -> changes.add(of(name, was, is)));
    }
    return changes;
  }

  private static RowChange of(String table, Row before, Row after) {
    if (before == null) {
      return new Inserted(table, after);
    }
    return after == null ? new Deleted(table, before) : new Modified(table, before, after);
  }
}
