package io.kvmsdk.ovs.vsctl;

import static java.util.stream.Collectors.joining;

import io.kvmsdk.change.Change;
import io.kvmsdk.change.Effect;
import io.kvmsdk.error.Subject;
import io.kvmsdk.ovs.ovsdb.Atom;
import io.kvmsdk.ovs.ovsdb.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Says what will change, row by row; rows are named where they have a name, and no secret is told.
 */
final class ChangeText {
  private static final Set<String> SECRETS = Set.of("psk", "private_key");

  private final Map<Atom, ModelRow> rows = new HashMap<>();
  private final List<Change> changes = new ArrayList<>();

  private ChangeText() {}

  static List<Change> of(Model model) {
    ChangeText text = new ChangeText();
    List<ModelRow> there = model.rows().toList();
    Stream.concat(there.stream(), model.gone().stream()).forEach(row -> text.rows.put(row.id, row));
    there.forEach(text::row);
    model.gone().stream()
        .filter(row -> !row.isNew())
        .forEach(row -> text.changes.add(new Change(Effect.DELETE, text.subject(row), "delete")));
    return text.changes;
  }

  private void row(ModelRow row) {
    Set<String> changed = row.changed();
    if (row.isNew()) {
      String with =
          changed.stream()
              .filter(column -> !column.equals("name"))
              .map(column -> column + "=" + text(row.get(column)))
              .collect(joining(", "));
      changes.add(
          new Change(Effect.CREATE, subject(row), with.isEmpty() ? "make" : "make, " + with));
    } else if (!changed.isEmpty()) {
      String what =
          changed.stream().map(column -> column + difference(row, column)).collect(joining(", "));
      changes.add(new Change(Effect.LIVE, subject(row), what));
    }
  }

  private Subject subject(ModelRow row) {
    return new Subject(row.table.name(), name(row));
  }

  private static String name(ModelRow row) {
    for (String column : List.of("name", "target")) {
      if (row.table.columns().containsKey(column)) {
        return row.text(column).orElse("");
      }
    }
    return row.table.name().equals(Model.ROOT) ? "" : row.id.toString();
  }

  private String difference(ModelRow row, String column) {
    Value before = row.before(column);
    Value now = row.get(column);
    if (before instanceof Value.MapOf || row.type(column).max() == 1) {
      return ": " + text(before) + " -> " + text(now);
    }
    Set<Atom> more = new LinkedHashSet<>(((Value.SetOf) now).atoms());
    more.removeAll(((Value.SetOf) before).atoms());
    Set<Atom> less = new LinkedHashSet<>(((Value.SetOf) before).atoms());
    less.removeAll(((Value.SetOf) now).atoms());
    return Stream.concat(
            more.stream().map(atom -> " +" + text(atom)),
            less.stream().map(atom -> " -" + text(atom)))
        .collect(joining());
  }

  private String text(Value value) {
    if (value instanceof Value.MapOf map) {
      return map.entries().entrySet().stream()
          .sorted(Map.Entry.comparingByKey(DataWriter.ORDER))
          .map(
              e ->
                  e.getKey()
                      + "="
                      + (SECRETS.contains(e.getKey().toString()) ? "…" : text(e.getValue())))
          .collect(joining(", ", "{", "}"));
    }
    Set<Atom> atoms = ((Value.SetOf) value).atoms();
    return atoms.size() == 1
        ? text(atoms.iterator().next())
        : atoms.stream().sorted(DataWriter.ORDER).map(this::text).collect(joining(", ", "[", "]"));
  }

  private String text(Atom atom) {
    ModelRow row = rows.get(atom);
    return row == null ? atom.toString() : name(row);
  }
}
