package io.kvmsdk.ovs.ovsdb;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** How {@code modify} says what changed in a column (ovsdb-server(7), 4.1.14). */
final class ValueDifference {
  private ValueDifference() {}

  /** What the column holds after the difference. */
  static Value apply(Value before, Value difference, ColumnType type) {
    if (type.max() == 1) { // nothing to be a difference of: it is the new value
      return difference;
    }
    if (before instanceof Value.MapOf map && difference instanceof Value.MapOf changed) {
      return map(map.entries(), changed.entries());
    }
    if (before instanceof Value.SetOf set && difference instanceof Value.SetOf changed) {
      return set(set.atoms(), changed.atoms());
    }
    throw new MalformedException("a set was changed by a map, or a map by a set");
  }

  /** What only one of both has. */
  private static Value set(Set<Atom> before, Set<Atom> changed) {
    Set<Atom> after = new LinkedHashSet<>(before);
    for (Atom atom : changed) {
      if (!after.remove(atom)) {
        after.add(atom);
      }
    }
    return new Value.SetOf(after);
  }

  /** An entry that was there goes, one that was not comes, another value replaces. */
  private static Value map(Map<Atom, Atom> before, Map<Atom, Atom> changed) {
    Map<Atom, Atom> after = new LinkedHashMap<>(before);
    changed.forEach(
        (key, value) -> {
          if (!after.remove(key, value)) {
            after.put(key, value);
          }
        });
    return new Value.MapOf(after);
  }
}
