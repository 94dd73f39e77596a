package io.kvmsdk.ovs.vsctl;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A table's rows by name, so that a command finds one without looking at all of them. */
final class NameIndex {
  static final String COLUMN = "name";

  private final Map<String, Set<ModelRow>> rows = new HashMap<>();
  private final List<ModelRow> pending;

  NameIndex(Collection<ModelRow> rows) {
    pending = new ArrayList<>(rows);
  }

  /** Enters a row that is new, or has another name than before. */
  void add(ModelRow row) {
    pending.add(row);
  }

  /** Rows that have that name, or had it. */
  Set<ModelRow> candidates(String name) {
    for (ModelRow row : pending) {
      rows.computeIfAbsent(row.text(COLUMN).orElse(""), n -> new LinkedHashSet<>(1)).add(row);
    }
    pending.clear();
    return rows.getOrDefault(name, Set.of());
  }
}
