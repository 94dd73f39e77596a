package io.kvmsdk.ovs;

import io.kvmsdk.change.Effect;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.ovs.ovsdb.Atom;
import io.kvmsdk.ovs.ovsdb.Row;
import io.kvmsdk.ovs.ovsdb.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Finds what must change for ports, with their interfaces, to be as specs say. */
final class PortPlanner {
  private final SwitchState state;
  private final Draft draft;
  private final QosPlanner qos;
  private final Map<String, Made> created = new HashMap<>();
  private final Set<UUID> deleted = new HashSet<>();
  private final List<InterfaceSpec> fresh = new ArrayList<>();

  private record Made(Atom port, String bridge) {}

  PortPlanner(SwitchState state, Draft draft) {
    this.state = state;
    this.draft = draft;
    this.qos = new QosPlanner(state, draft);
  }

  static Subject subject(String name) {
    return Subject.of("port", name);
  }

  /** As {@link #plan(PortSpec, Row)}; gives the interfaces that are new. */
  List<InterfaceSpec> plan(List<PortSpec> specs, Row bridge) {
    int before = fresh.size();
    specs.forEach(spec -> plan(spec, bridge));
    return List.copyOf(fresh.subList(before, fresh.size()));
  }

  /** Adds it to a bridge that is there, or changes it. */
  void plan(PortSpec spec, Row bridge) {
    Optional<Row> old = state.port(spec.name());
    Optional<Row> owner = old.flatMap(state::bridgeOf);
    if (old.isPresent() && owner.map(Row::uuid).equals(Optional.of(bridge.uuid()))) {
      change(old.get(), spec);
    } else {
      Atom port = create(spec, bridge.text("name"));
      draft.link(SwitchState.BRIDGE, bridge, "ports", port);
    }
  }

  /** Adds its rows; gives what the bridge is to refer to. */
  Atom create(PortSpec spec, String bridge) {
    state
        .port(spec.name())
        .filter(this::stays)
        .flatMap(state::bridgeOf)
        .ifPresent(other -> taken(subject(spec.name()), BridgePlanner.subject(other.text("name"))));
    if (created.containsKey(spec.name())) {
      throw new ConflictException(
          subject(spec.name()), "two bridges are to have it", "Names are unique in a switch");
    }
    Map<String, Value> row = Columns.of(spec).fresh();
    row.put("name", Value.of(spec.name()));
    draft.note(Effect.CREATE, subject(spec.name()), Summary.of(row) + ", on bridge " + bridge);
    spec.qos().ifPresent(q -> row.put("qos", Value.of(qos.create(q, spec.name()))));
    List<Atom> members = new ArrayList<>();
    for (InterfaceSpec member : interfaces(spec)) {
      members.add(createInterface(member, spec.name()));
    }
    row.put("interfaces", Value.set(members));
    Atom port = draft.insert(SwitchState.PORT, row);
    created.put(spec.name(), new Made(port, bridge));
    return port;
  }

  /** A bridge's port of that name, there already or to be made. */
  Optional<Atom> find(String name, String bridge) {
    return Optional.ofNullable(created.get(name))
        .filter(made -> made.bridge.equals(bridge))
        .map(Made::port)
        .or(() -> there(name, bridge).map(row -> new Atom.Id(row.uuid())));
  }

  private Optional<Row> there(String name, String bridge) {
    return state
        .port(name)
        .filter(p -> state.bridgeOf(p).filter(b -> b.text("name").equals(bridge)).isPresent());
  }

  private static void taken(Subject name, Subject by) {
    throw (ConflictException)
        new ConflictException(name, "it is on " + by + " already", "Delete it there first")
            .obstacle(by);
  }

  /** Those that a port is to have: of one that names none, its own. */
  static List<InterfaceSpec> interfaces(PortSpec spec) {
    return spec.interfaces().isEmpty()
        ? List.of(InterfaceSpec.builder().name(spec.name()).type(spec.type()).build())
        : spec.interfaces();
  }

  private Atom createInterface(InterfaceSpec spec, String port) {
    state
        .networkInterface(spec.name())
        .flatMap(state::portOf)
        .filter(this::stays)
        .ifPresent(
            other -> taken(Subject.of("interface", spec.name()), subject(other.text("name"))));
    Map<String, Value> row = Columns.of(spec).fresh();
    row.put("name", Value.of(spec.name()));
    draft.note(
        Effect.CREATE, Subject.of("interface", spec.name()), Summary.of(row) + ", of port " + port);
    fresh.add(spec);
    return draft.insert(SwitchState.INTERFACE, row);
  }

  private void change(Row old, PortSpec spec) {
    Map<String, Value> changes = Columns.of(spec).changes(old);
    spec.qos().flatMap(q -> qos.plan(q, old)).ifPresent(q -> changes.put("qos", Value.of(q)));
    boolean named = !spec.interfaces().isEmpty() || spec.type().isPresent();
    if (named) {
      Value members = members(old, interfaces(spec));
      if (!members.equals(old.value("interfaces"))) {
        changes.put("interfaces", members);
      }
    }
    draft.change(Effect.LIVE, subject(spec.name()), SwitchState.PORT, old, changes);
  }

  private Value members(Row port, List<InterfaceSpec> wanted) {
    Set<Atom> members = new HashSet<>();
    Set<UUID> unnamed = new HashSet<>(port.uuids("interfaces"));
    for (InterfaceSpec spec : wanted) {
      Optional<Row> old =
          state.networkInterface(spec.name()).filter(row -> unnamed.remove(row.uuid()));
      if (old.isPresent()) {
        changeInterface(old.get(), spec);
        members.add(new Atom.Id(old.get().uuid()));
      } else {
        members.add(createInterface(spec, port.text("name")));
      }
    }
    for (UUID uuid : unnamed) {
      Row row = state.row(SwitchState.INTERFACE, uuid);
      draft.note(
          Effect.DELETE,
          Subject.of("interface", row.text("name")),
          "delete, of port " + port.text("name"));
      draft.gone(SwitchState.INTERFACE, row);
    }
    return Value.set(members);
  }

  private void changeInterface(Row old, InterfaceSpec spec) {
    Wanted wanted = Columns.of(spec);
    if (spec.type().filter(type -> !Columns.text(type).equals(old.text("type"))).isPresent()) {
      wanted.whole("options"); // those of another type would be refused, or keep a secret
    }
    Map<String, Value> changes = wanted.changes(old);
    if (old.text("type").equals("system")) { // which the empty name means, too
      changes.remove("type", Value.of(""));
    }
    draft.change(
        changes.containsKey("type") ? Effect.RECREATE : Effect.LIVE,
        Subject.of("interface", spec.name()),
        SwitchState.INTERFACE,
        old,
        changes);
  }

  private boolean stays(Row port) {
    return !deleted.contains(port.uuid());
  }

  void delete(Row port, Row bridge) {
    deleted.add(port.uuid());
    draft.note(
        Effect.DELETE, subject(port.text("name")), "delete, on bridge " + bridge.text("name"));
    draft.unlink(SwitchState.BRIDGE, bridge, "ports", port.uuid());
    for (UUID uuid : port.uuids("interfaces")) {
      draft.gone(SwitchState.INTERFACE, state.row(SwitchState.INTERFACE, uuid));
    }
    draft.gone(SwitchState.PORT, port);
    deleteQos(port);
  }

  /** Ends a port's shaping. */
  void endQos(Row port) {
    qos.end(port);
  }

  /** Deletes what would live on without the port. */
  void deleteQos(Row port) {
    qos.delete(port);
  }
}
