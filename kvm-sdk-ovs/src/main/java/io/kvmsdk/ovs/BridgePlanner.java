package io.kvmsdk.ovs;

import io.kvmsdk.change.Effect;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.ovs.ovsdb.Atom;
import io.kvmsdk.ovs.ovsdb.Row;
import io.kvmsdk.ovs.ovsdb.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds what must change for bridges to be as specs say. */
final class BridgePlanner {
  private static final String DATAPATH = "datapath_type";

  private final SwitchState state;
  private final Draft draft;
  private final PortPlanner ports;
  private final BridgeParts parts;

  BridgePlanner(SwitchState state, Draft draft) {
    this.state = state;
    this.draft = draft;
    this.ports = new PortPlanner(state, draft);
    this.parts = new BridgeParts(state, draft, ports);
  }

  static Subject subject(String name) {
    return Subject.of("bridge", name);
  }

  void plan(SwitchSpec spec) {
    Map<String, Value> changes = Columns.of(spec).changes(state.root());
    draft.change(
        Effect.LIVE,
        Subject.of("switch", SwitchState.ROOT),
        SwitchState.ROOT,
        state.root(),
        changes);
    if (!spec.managers().isEmpty()) {
      parts.managers(spec.managers());
    }
    spec.bridges().forEach(this::plan);
  }

  void plan(BridgeSpec spec) {
    state.bridge(spec.name()).ifPresentOrElse(old -> change(old, spec), () -> create(spec));
  }

  private void create(BridgeSpec spec) {
    Map<String, Value> row = Columns.of(spec).fresh();
    row.put("name", Value.of(spec.name()));
    draft.note(Effect.CREATE, subject(spec.name()), Summary.of(row));
    List<Atom> all = new ArrayList<>();
    all.add(ports.create(local(spec), spec.name()));
    for (PortSpec port : spec.ports()) {
      if (!port.name().equals(spec.name())) {
        all.add(ports.create(port, spec.name()));
      }
    }
    row.put("ports", Value.set(all));
    row.putAll(parts.fresh(spec));
    draft.link(SwitchState.ROOT, state.root(), "bridges", draft.insert(SwitchState.BRIDGE, row));
  }

  /** The port by which the host is on its bridge; ovs-vswitchd wants one. */
  private static PortSpec local(BridgeSpec spec) {
    return spec.ports().stream()
        .filter(port -> port.name().equals(spec.name()))
        .findFirst()
        .orElseGet(() -> PortSpec.of(spec.name(), InterfaceType.internal()));
  }

  private void change(Row old, BridgeSpec spec) {
    Map<String, Value> changes = Columns.of(spec).changes(old);
    if (old.text(DATAPATH).isEmpty()) { // which is Linux's
      changes.remove(DATAPATH, Value.of(DatapathType.SYSTEM.text()));
    }
    if (changes.containsKey(DATAPATH)) { // where it cannot be made anew, all it said would stay
      state
          .networkInterface(spec.name())
          .ifPresent(local -> draft.forget(SwitchState.INTERFACE, local, "ofport"));
    }
    draft.change(
        changes.containsKey(DATAPATH) ? Effect.RECREATE : Effect.LIVE,
        subject(spec.name()),
        SwitchState.BRIDGE,
        old,
        changes);
    boolean renews = endsSpanningTree(old, changes);
    PortRenewal renewal = new PortRenewal(state, draft);
    if (renews) {
      renewal.plan(old, spec);
    }
    List<InterfaceSpec> fresh = ports.plan(spec.ports(), old);
    if (renews) {
      renewal.planNew(fresh);
    }
    parts.change(old, spec);
    if (spec.exclusive()) {
      deleteOthers(old, spec);
    }
  }

  private static boolean endsSpanningTree(Row old, Map<String, Value> changes) {
    return Stream.of("stp_enable", "rstp_enable").anyMatch(old::bool)
        && Stream.of("stp_enable", "rstp_enable")
            .allMatch(c -> changes.getOrDefault(c, old.value(c)).equals(Value.of(false)));
  }

  private void deleteOthers(Row bridge, BridgeSpec spec) {
    Set<String> named = spec.ports().stream().map(PortSpec::name).collect(Collectors.toSet());
    named.add(spec.name());
    for (UUID uuid : bridge.uuids("ports")) {
      Row port = state.row(SwitchState.PORT, uuid);
      if (!named.contains(port.text("name"))) {
        ports.delete(port, bridge);
      }
    }
    parts.deleteOtherMirrors(
        bridge, spec.mirrors().stream().map(MirrorSpec::name).collect(Collectors.toSet()));
  }

  BridgeParts parts() {
    return parts;
  }

  /** Adds a port to a bridge, or changes it. */
  void plan(PortSpec port, Row bridge) {
    ports.plan(port, bridge);
  }

  /** Deletes a port, if the bridge has it. */
  void deletePort(String name, Row bridge) {
    if (name.equals(bridge.text("name"))) {
      throw new ConflictException(
          PortPlanner.subject(name), "it is the bridge's own port", "Delete the bridge");
    }
    state
        .port(name)
        .filter(port -> bridge.uuids("ports").contains(port.uuid()))
        .ifPresent(port -> ports.delete(port, bridge));
  }

  /** Ends the shaping of a bridge's port. */
  void deleteQos(String name, Row bridge) {
    ports.endQos(
        state
            .port(name)
            .filter(port -> bridge.uuids("ports").contains(port.uuid()))
            .orElseThrow(
                () ->
                    new NotFoundException(
                        PortPlanner.subject(name),
                        "bridge '" + bridge.text("name") + "' has no such port",
                        "")));
  }

  /** Deletes a bridge with all its ports, if it is there. */
  void deleteBridge(String name) {
    state
        .bridge(name)
        .ifPresent(
            bridge -> {
              draft.note(
                  Effect.DELETE,
                  subject(name),
                  "delete, with its ports, " + bridge.uuids("ports").size() + " in all");
              draft.unlink(SwitchState.ROOT, state.root(), "bridges", bridge.uuid());
              bridge
                  .uuids("ports")
                  .forEach(port -> ports.deleteQos(state.row(SwitchState.PORT, port)));
            });
  }
}
