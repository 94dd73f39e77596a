package io.kvmsdk.ovs.ovsdb;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A replica's rows by the value of one column. Threads may share it. */
public final class ReplicaIndex {
  private final Replica replica;
  private final String table;
  private final String column;

  /** Of the rows that the maps are made from; what has changed since is looked at when asked. */
  private RowTrie indexed = RowTrie.EMPTY;

  private final Map<Value, Map<UUID, Row>> rows = new HashMap<>();

  ReplicaIndex(Replica replica, String table, String column) {
    this.replica = replica;
    this.table = table;
    this.column = column;
    replica.snapshot().rows(table);
  }

  /**
   * The rows whose column holds exactly this, as of now.
   *
   * @param value a {@link Value}, or what {@link Value#of} takes
   */
  public synchronized Collection<Row> rows(Object value) {
    RowTrie now = RowTrie.of(replica.snapshot().tables().get(table));
    RowTrie.differences(indexed, now, this::change);
    indexed = now;
    Value wanted = value instanceof Value given ? given : Value.of(value);
    return List.copyOf(rows.getOrDefault(wanted, Map.of()).values());
  }

  private void change(Row before, Row after) {
    if (before != null) {
      rows.computeIfPresent(
          before.value(column),
          (value, same) -> {
            same.remove(before.uuid());
            return same.isEmpty() ? null : same;
          });
    }
    if (after != null) {
      rows.computeIfAbsent(after.value(column), value -> new LinkedHashMap<>())
          .put(after.uuid(), after);
    }
  }
}
