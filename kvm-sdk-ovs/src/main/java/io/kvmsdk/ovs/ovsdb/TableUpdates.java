package io.kvmsdk.ovs.ovsdb;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Reads what a monitor is told, and applies it to the tables as they were. What contradicts them
 * ends in a {@link MalformedException}.
 */
final class TableUpdates {
  /**
   * Members of a row's update that hold all of it: RFC 7047, 4.1.6, and ovsdb-server(7), 4.1.14.
   */
  private static final List<String> WHOLE = List.of("initial", "insert", "new");

  private final Map<String, RowLayout> layouts;
  private long weight;

  TableUpdates(Map<String, RowLayout> layouts) {
    this.layouts = layouts;
  }

  /** Whether tables that one of them made can be changed by the other. */
  boolean same(TableUpdates other) {
    return layouts.keySet().equals(other.layouts.keySet())
        && layouts.entrySet().stream()
            .allMatch(layout -> layout.getValue().same(other.layouts.get(layout.getKey())));
  }

  /** How rows of a table look; null for a table that was not asked for. */
  RowLayout layout(String table) {
    return layouts.get(table);
  }

  /** The tables without a row. */
  TableSnapshot empty() {
    Map<String, Map<UUID, Row>> tables = new LinkedHashMap<>();
    layouts.keySet().forEach(table -> tables.put(table, RowTrie.EMPTY));
    return new TableSnapshot(tables);
  }

  /** What the rows that were read and applied last take of memory, in bytes; an estimate. */
  long weight() {
    return weight;
  }

  /** Applies {@code <table-updates>} or {@code <table-updates2>} to what was made last. */
  TableSnapshot apply(TableSnapshot before, Object json) {
    return apply(before, before, json);
  }

  /**
   * Reads tables whole.
   *
   * @param known rows that are probably among them, and are then taken instead
   */
  TableSnapshot read(TableSnapshot known, Object json) {
    weight = 0;
    return apply(known, empty(), json);
  }

  private TableSnapshot apply(TableSnapshot known, TableSnapshot before, Object json) {
    Map<String, Map<UUID, Row>> tables = new LinkedHashMap<>(before.tables());
    MalformedException.object(json)
        .forEach(
            (table, updates) -> {
              RowLayout layout = layouts.get(table);
              if (layout == null) {
                throw new MalformedException("nobody asked for table " + table);
              }
              tables.computeIfPresent(
                  (String) table,
                  (name, rows) ->
                      apply(
                          layout,
                          known.tables().getOrDefault(name, Map.of()),
                          (RowTrie) rows,
                          MalformedException.object(updates)));
            });
    return new TableSnapshot(tables);
  }

  private RowTrie apply(RowLayout layout, Map<UUID, Row> known, RowTrie rows, Map<?, ?> updates) {
    RowTrie changed = rows;
    for (Map.Entry<?, ?> update : updates.entrySet()) {
      UUID uuid = ValueReader.uuid(List.of("uuid", update.getKey()));
      Row old = changed.get(uuid);
      Row after = row(layout, uuid, old, MalformedException.object(update.getValue()));
      Row before = known.get(uuid);
      weight += weight(layout, after) - weight(layout, old);
      if (after == null) {
        changed = changed.without(uuid);
      } else {
        changed = changed.with(uuid, before == null ? after : layout.sharing(before, after));
      }
    }
    return changed;
  }

  private static long weight(RowLayout layout, Row row) {
    return row == null ? 0 : RowWeight.of(layout, row);
  }

  /** The row after {@code <row-update>} or {@code <row-update2>}; null where it is gone. */
  private static Row row(RowLayout layout, UUID uuid, Row before, Map<?, ?> update) {
    for (String whole : WHOLE) {
      if (update.get(whole) instanceof Map<?, ?> row) {
        return layout.fresh(uuid, row);
      }
    }
    if (update.get("modify") instanceof Map<?, ?> differences) {
      if (before == null) {
        throw new MalformedException("row " + uuid + " was modified, and never seen");
      }
      return layout.modified(before, differences);
    }
    if (update.containsKey("delete") || update.containsKey("old")) {
      return null;
    }
    throw MalformedException.expected("an update of a row", update);
  }
}
