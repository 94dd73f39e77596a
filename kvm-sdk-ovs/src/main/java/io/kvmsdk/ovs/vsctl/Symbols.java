package io.kvmsdk.ovs.vsctl;

import io.kvmsdk.ovs.ovsdb.Atom;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** What {@code @name} stands for in one call of ovs-vsctl; it may be used before it is made. */
final class Symbols {
  private final Supplier<Atom.Named> fresh;
  private final Map<String, Atom> rows = new LinkedHashMap<>();
  private final Set<String> made = new LinkedHashSet<>();

  Symbols(Supplier<Atom.Named> fresh) {
    this.fresh = fresh;
  }

  /** The row that the name stands for, or will. */
  Atom use(String id) {
    return rows.computeIfAbsent(id, unknown -> fresh.get());
  }

  /** The name of a row that is now made. */
  Atom.Named make(String id) {
    check(id);
    return (Atom.Named) use(id);
  }

  /** Has the name stand for a row that is there. */
  void name(String id, Atom row) {
    boolean used = rows.containsKey(id);
    check(id);
    if (used) {
      throw Refusal.invalid(
          "row id \"" + id + "\" specified on \"get\" command was used before it was defined");
    }
    rows.put(id, row);
  }

  private void check(String id) {
    if (!id.startsWith("@")) {
      throw Refusal.invalid("row id \"" + id + "\" does not begin with \"@\"");
    }
    if (!made.add(id)) {
      throw Refusal.invalid("row id \"" + id + "\" may only be specified on one --id option");
    }
  }

  /** Refuses names that stand for nothing. */
  void checkAllMade() {
    for (String id : rows.keySet()) {
      if (!made.contains(id)) {
        throw Refusal.missing(
            "row id \""
                + id
                + "\" is referenced but never created (e.g. with \"-- --id="
                + id
                + " create ...\")");
      }
    }
  }
}
