package io.kvmsdk.ovs;

import static java.util.stream.Collectors.joining;

import io.kvmsdk.ovs.ovsdb.Atom;
import io.kvmsdk.ovs.ovsdb.Row;
import io.kvmsdk.ovs.ovsdb.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Columns in a change's words; secrets are not told. */
final class Summary {
  private static final Set<Atom> SECRET = Set.of(Atom.of("psk"));

  private Summary() {}

  /** As {@code set tag 10, protected true}. */
  static String of(Row old, Map<String, Value> changed) {
    return changed.entrySet().stream()
        .map(e -> e.getKey() + " " + text(old.value(e.getKey()), e.getValue()))
        .collect(joining(", ", "set ", ""));
  }

  /** As {@code with tag 10, protected true}; nothing where all is as in any new row. */
  static String of(Map<String, Value> fresh) {
    String told =
        fresh.entrySet().stream()
            .filter(e -> !e.getKey().equals("name") && !e.getValue().isEmpty())
            .filter(e -> !e.getValue().equals(Value.of("")))
            .map(e -> e.getKey() + " " + text(Value.map(Map.of()), e.getValue()))
            .collect(joining(", "));
    return told.isEmpty() ? "add" : "add, with " + told;
  }

  private static String text(Value old, Value now) {
    if (!(now instanceof Value.MapOf map)) {
      return now.isEmpty() ? "nothing" : now.toString();
    }
    Map<Atom, Atom> before = old instanceof Value.MapOf m ? m.entries() : Map.of();
    Map<String, String> entries = new LinkedHashMap<>();
    map.entries()
        .forEach(
            (key, value) -> {
              if (!value.equals(before.get(key))) {
                entries.put(key.toString(), SECRET.contains(key) ? "…" : value.toString());
              }
            });
    before.keySet().stream()
        .filter(key -> !map.entries().containsKey(key))
        .forEach(key -> entries.put(key.toString(), "nothing"));
    return entries.entrySet().stream()
        .map(e -> e.getKey() + "=" + e.getValue())
        .collect(joining(", ", "{", "}"));
  }
}
