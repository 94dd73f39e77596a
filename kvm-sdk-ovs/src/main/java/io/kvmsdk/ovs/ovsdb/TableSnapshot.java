package io.kvmsdk.ovs.ovsdb;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Tables as they were at one moment: rows by their UUIDs, by the table's name. */
public record TableSnapshot(Map<String, Map<UUID, Row>> tables) {
  public TableSnapshot {
    Map<String, Map<UUID, Row>> copy = new LinkedHashMap<>();
    tables.forEach(
        (name, rows) ->
            copy.put(
                name,
                rows instanceof RowTrie
                    ? rows // immutable, and too large to copy for each moment
                    : Collections.unmodifiableMap(new LinkedHashMap<>(rows))));
    tables = Collections.unmodifiableMap(copy);
  }

  /**
   * What the {@link Operation.Select}s of one transaction gave, each of which has asked for {@link
   * Row#UUID_COLUMN}, and no two for the same table.
   */
  public static TableSnapshot of(List<OperationResult> selects) {
    Map<String, Map<UUID, Row>> tables = new LinkedHashMap<>();
    for (OperationResult select : selects) {
      Map<UUID, Row> rows = new LinkedHashMap<>();
      select.rows().forEach(row -> rows.put(row.uuid(), row));
      tables.put(((Operation.Select) select.operation()).table(), rows);
    }
    return new TableSnapshot(tables);
  }

  /**
   * All rows of a table.
   *
   * @throws IllegalArgumentException for a table that was not asked for
   */
  public Collection<Row> rows(String table) {
    return table(table).values();
  }

  public Optional<Row> find(String table, UUID uuid) {
    return Optional.ofNullable(table(table).get(uuid));
  }

  private Map<UUID, Row> table(String name) {
    Map<UUID, Row> table = tables.get(name);
    if (table == null) {
      throw new IllegalArgumentException("only " + tables.keySet() + " are here, not " + name);
    }
    return table;
  }
}
