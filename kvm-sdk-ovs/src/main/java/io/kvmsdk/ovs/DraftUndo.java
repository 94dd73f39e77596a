package io.kvmsdk.ovs;

import io.kvmsdk.ovs.ovsdb.Atom;
import io.kvmsdk.ovs.ovsdb.Condition;
import io.kvmsdk.ovs.ovsdb.Mutation;
import io.kvmsdk.ovs.ovsdb.Operation;
import io.kvmsdk.ovs.ovsdb.OperationResult;
import io.kvmsdk.ovs.ovsdb.OvsdbDatabase;
import io.kvmsdk.ovs.ovsdb.OvsdbException;
import io.kvmsdk.ovs.ovsdb.Row;
import io.kvmsdk.ovs.ovsdb.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Takes the transaction of a {@link Draft} back. What others have changed since stays as they want
 * it, and so does a new bridge on which they have ports by now.
 */
final class DraftUndo {
  private static final int ATTEMPTS = 5;

  private final List<Draft.Updated> updated;
  private final List<Operation.Insert> gone;
  private final Map<Draft.Place, Draft.Links> links;
  private final boolean oneStep;
  private final Map<Atom, Atom> uuids = new HashMap<>();
  private final Map<UUID, Operation.Insert> made = new LinkedHashMap<>();

  /**
   * @param gone rows that it deleted
   * @param oneStep whether no further transactions changed the same columns
   * @param results of the transaction
   */
  DraftUndo(
      List<Draft.Updated> updated,
      List<Operation.Insert> gone,
      Map<Draft.Place, Draft.Links> links,
      boolean oneStep,
      List<OperationResult> results) {
    this.updated = updated;
    this.gone = gone;
    this.links = links;
    this.oneStep = oneStep;
    results.forEach(this::note);
  }

  private void note(OperationResult result) {
    if (result.operation() instanceof Operation.Insert insert) {
      UUID uuid = result.uuid().orElseThrow();
      made.put(uuid, insert);
      insert.name().ifPresent(name -> uuids.put(new Atom.Named(name), new Atom.Id(uuid)));
    }
  }

  /**
   * Takes it back.
   *
   * @throws OvsdbException if the database refuses that
   */
  void run(OvsdbDatabase database) {
    for (int attempt = 1; ; attempt++) {
      try {
        new SwitchCommit(database).commit(operations(ports(database)));
        return;
      } catch (OvsdbException e) {
        if (attempt == ATTEMPTS || !SwitchCommit.guardFailed(e)) {
          throw e;
        }
      }
    }
  }

  /** What the new bridges have for ports by now; a bridge may be gone again. */
  private Map<UUID, Set<UUID>> ports(OvsdbDatabase database) {
    List<Operation> selects = new ArrayList<>();
    made.forEach(
        (uuid, insert) -> {
          if (insert.table().equals(SwitchState.BRIDGE)) {
            selects.add(
                Operation.select(SwitchState.BRIDGE, Condition.uuid(uuid))
                    .columns(Row.UUID_COLUMN, "ports"));
          }
        });
    Map<UUID, Set<UUID>> ports = new LinkedHashMap<>();
    if (!selects.isEmpty()) {
      database.transact(selects).stream()
          .flatMap(result -> result.rows().stream())
          .forEach(row -> ports.put(row.uuid(), row.uuids("ports")));
    }
    return ports;
  }

  private List<Operation> operations(Map<UUID, Set<UUID>> ports) {
    List<Operation> all = new ArrayList<>();
    Set<Atom> stay = new HashSet<>();
    ports.forEach(
        (bridge, now) -> {
          if (made.keySet().containsAll(now)) {
            all.add(
                Draft.stillIs(
                    SwitchState.BRIDGE,
                    Condition.uuid(bridge),
                    Map.of("ports", Value.set(ids(now)))));
          } else {
            stay.add(new Atom.Id(bridge));
            all.add(withoutOwn(bridge, now));
          }
        });
    updated.forEach(columns -> all.addAll(undo(columns)));
    all.addAll(gone);
    made.forEach(
        (uuid, insert) -> {
          if (insert.table().equals(SwitchState.QOS) || insert.table().equals(SwitchState.QUEUE)) {
            all.add(Operation.delete(insert.table(), Condition.uuid(uuid)));
          }
        });
    links.forEach((place, l) -> all.add(unlink(place, l, stay)));
    return all;
  }

  private static Set<Atom> ids(Set<UUID> uuids) {
    Set<Atom> ids = new LinkedHashSet<>();
    uuids.forEach(uuid -> ids.add(new Atom.Id(uuid)));
    return ids;
  }

  /** A bridge that stays keeps its own port. */
  private Operation withoutOwn(UUID bridge, Set<UUID> ports) {
    Set<UUID> own = new LinkedHashSet<>(ports);
    own.retainAll(made.keySet());
    own.removeIf(port -> name(port).equals(name(bridge)));
    return Operation.mutate(
        SwitchState.BRIDGE,
        List.of(Mutation.delete("ports", Value.set(ids(own)))),
        Condition.uuid(bridge));
  }

  private Value name(UUID row) {
    return made.get(row).row().get("name");
  }

  private List<Operation> undo(Draft.Updated columns) {
    List<Operation> all = new ArrayList<>();
    Condition row = Condition.uuid(columns.row());
    columns
        .before()
        .forEach(
            (column, before) -> {
              Value after = known(columns.after().get(column));
              if (before instanceof Value.MapOf) {
                all.add(
                    Operation.mutate(
                        columns.table(), Inverse.difference(column, after, before), row));
              } else if (oneStep) {
                all.add(
                    Operation.update(
                        columns.table(),
                        Map.of(column, before),
                        row,
                        Condition.equal(column, after)));
              } else {
                all.add(Operation.update(columns.table(), Map.of(column, before), row));
              }
            });
    return all;
  }

  private Value known(Value value) {
    if (value instanceof Value.MapOf map) {
      Map<Atom, Atom> entries = new LinkedHashMap<>();
      map.entries().forEach((key, atom) -> entries.put(key, uuids.getOrDefault(atom, atom)));
      return new Value.MapOf(entries);
    }
    return Value.set(known(((Value.SetOf) value).atoms()));
  }

  private Set<Atom> known(Set<Atom> atoms) {
    Set<Atom> known = new LinkedHashSet<>();
    atoms.forEach(atom -> known.add(uuids.getOrDefault(atom, atom)));
    return known;
  }

  private Operation unlink(Draft.Place place, Draft.Links l, Set<Atom> stay) {
    Set<Atom> added = known(l.added());
    added.removeAll(stay);
    return Operation.mutate(
        place.table(),
        List.of(
            Mutation.delete(place.column(), Value.set(added)),
            Mutation.insert(place.column(), Value.set(l.removed()))),
        Condition.uuid(place.row()));
  }
}
