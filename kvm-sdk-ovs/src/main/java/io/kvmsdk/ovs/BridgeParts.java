package io.kvmsdk.ovs;

import io.kvmsdk.change.Effect;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.ovs.ovsdb.Atom;
import io.kvmsdk.ovs.ovsdb.Row;
import io.kvmsdk.ovs.ovsdb.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Finds what must change for what belongs to a bridge besides its ports to be as specs say. */
final class BridgeParts {
  private final SwitchState state;
  private final Draft draft;
  private final PortPlanner ports;

  BridgeParts(SwitchState state, Draft draft, PortPlanner ports) {
    this.state = state;
    this.draft = draft;
    this.ports = ports;
  }

  /** The columns of a new bridge that refer to its parts; its ports are planned already. */
  Map<String, Value> fresh(BridgeSpec spec) {
    Map<String, Value> columns = new LinkedHashMap<>();
    if (!spec.controllers().isEmpty()) {
      List<Atom> controllers =
          spec.controllers().stream()
              .map(controller -> connection(SwitchState.CONTROLLER, controller))
              .toList();
      columns.put("controller", Value.set(controllers));
    }
    if (!spec.mirrors().isEmpty()) {
      columns.put(
          "mirrors",
          Value.set(spec.mirrors().stream().map(m -> createMirror(m, spec.name())).toList()));
    }
    for (FlowExport export : spec.flowExports()) {
      columns.put(column(export), Value.of(createExport(export, spec.name())));
    }
    return columns;
  }

  /** Changes the parts of a bridge that is there. */
  void change(Row bridge, BridgeSpec spec) {
    if (!spec.controllers().isEmpty()) {
      controllers(bridge, spec.controllers());
    }
    spec.mirrors().forEach(mirror -> mirror(bridge, mirror));
    spec.flowExports().forEach(export -> export(bridge, export));
  }

  /** Has a bridge heed just these controllers. */
  void controllers(Row bridge, List<ConnectionSpec> wanted) {
    connections(
        SwitchState.CONTROLLER,
        SwitchState.BRIDGE,
        bridge,
        "controller",
        wanted,
        BridgePlanner.subject(bridge.text("name")));
  }

  /** Has the database heed just these managers. */
  void managers(List<ConnectionSpec> wanted) {
    connections(
        SwitchState.MANAGER,
        SwitchState.ROOT,
        state.root(),
        "manager_options",
        wanted,
        Subject.of("Open vSwitch", "managers"));
  }

  /** Rows of targets that stay keep what others have set in them. */
  private void connections(
      String table,
      String parent,
      Row row,
      String column,
      List<ConnectionSpec> wanted,
      Subject subject) {
    Map<String, ConnectionSpec> missing = new LinkedHashMap<>();
    wanted.forEach(connection -> missing.put(connection.target(), connection));
    boolean others = false;
    for (UUID uuid : row.uuids(column)) {
      Row old = state.row(table, uuid);
      ConnectionSpec same = missing.remove(old.text("target"));
      if (same == null) {
        draft.unlink(parent, row, column, uuid);
        draft.gone(table, old);
        others = true;
      } else {
        connection(table, old, same);
      }
    }
    missing.values().forEach(c -> draft.link(parent, row, column, connection(table, c)));
    if (others || !missing.isEmpty()) {
      List<String> targets = wanted.stream().map(ConnectionSpec::target).toList();
      draft.note(Effect.LIVE, subject, "set " + column + " " + targets);
    }
  }

  private void connection(String table, Row old, ConnectionSpec wanted) {
    draft.change(
        Effect.LIVE,
        Subject.of(table, wanted.target()),
        table,
        old,
        Columns.of(wanted).changes(old));
  }

  private Atom connection(String table, ConnectionSpec wanted) {
    return draft.insert(table, Columns.of(wanted).fresh());
  }

  private void mirror(Row bridge, MirrorSpec spec) {
    String name = bridge.text("name");
    Optional<Row> old = mirror(bridge, spec.name());
    if (old.isEmpty()) {
      draft.link(SwitchState.BRIDGE, bridge, "mirrors", createMirror(spec, name));
      return;
    }
    Map<String, Value> changes = mirrorColumns(spec, name).changes(old.get());
    if (!changes.isEmpty()) {
      draft.note(
          Effect.LIVE,
          Subject.of("mirror", spec.name()),
          "set " + String.join(", ", changes.keySet()));
      draft.update(SwitchState.MIRROR, old.get(), changes);
    }
  }

  private Optional<Row> mirror(Row bridge, String name) {
    return bridge.uuids("mirrors").stream()
        .map(uuid -> state.row(SwitchState.MIRROR, uuid))
        .filter(row -> row.text("name").equals(name))
        .findFirst();
  }

  private Atom createMirror(MirrorSpec spec, String bridge) {
    draft.note(
        Effect.CREATE,
        Subject.of("mirror", spec.name()),
        "add, to "
            + spec.outputPort()
                .map(p -> "port " + p)
                .orElseGet(() -> "VLAN " + spec.outputVlan().getAsInt()));
    return draft.insert(SwitchState.MIRROR, mirrorColumns(spec, bridge).fresh());
  }

  private Wanted mirrorColumns(MirrorSpec spec, String bridge) {
    return Columns.of(spec)
        .set("select_src_port", ports(spec, bridge, spec.sources()))
        .set("select_dst_port", ports(spec, bridge, spec.destinations()))
        .set("output_port", ports(spec, bridge, spec.outputPort().map(Set::of).orElse(Set.of())));
  }

  /** Those of other bridges ovs-vswitchd would pass over. */
  private Value ports(MirrorSpec mirror, String bridge, Set<String> names) {
    return Value.set(
        names.stream()
            .map(name -> ports.find(name, bridge).orElseThrow(() -> missing(name, bridge, mirror)))
            .toList());
  }

  private static NotFoundException missing(String port, String bridge, MirrorSpec mirror) {
    return new NotFoundException(
        PortPlanner.subject(port),
        "bridge '" + bridge + "' has no such port, which mirror '" + mirror.name() + "' names",
        "Add it to the bridge");
  }

  /** Deletes a bridge's mirrors, but those of these names. */
  void deleteOtherMirrors(Row bridge, Set<String> named) {
    bridge.uuids("mirrors").stream()
        .map(uuid -> state.row(SwitchState.MIRROR, uuid).text("name"))
        .filter(name -> !named.contains(name))
        .forEach(name -> deleteMirror(bridge, name));
  }

  /** Deletes a mirror, if the bridge has it. */
  void deleteMirror(Row bridge, String name) {
    mirror(bridge, name)
        .ifPresent(
            row -> {
              draft.note(Effect.DELETE, Subject.of("mirror", name), "delete");
              draft.unlink(SwitchState.BRIDGE, bridge, "mirrors", row.uuid());
              draft.gone(SwitchState.MIRROR, row);
            });
  }

  private static String column(FlowExport export) {
    return table(export).toLowerCase(Locale.ROOT);
  }

  private static String table(FlowExport export) {
    if (export instanceof FlowExport.Sflow) {
      return SwitchState.SFLOW;
    }
    return export instanceof FlowExport.Netflow ? SwitchState.NETFLOW : SwitchState.IPFIX;
  }

  private Atom createExport(FlowExport export, String bridge) {
    draft.note(Effect.CREATE, Subject.of(table(export), bridge), "send to " + export.targets());
    return draft.insert(table(export), Columns.of(export).fresh());
  }

  private void export(Row bridge, FlowExport export) {
    String name = bridge.text("name");
    Optional<Row> old =
        bridge.optionalUuid(column(export)).map(uuid -> state.row(table(export), uuid));
    if (old.isEmpty()) {
      Value made = Value.of(createExport(export, name));
      draft.update(SwitchState.BRIDGE, bridge, Map.of(column(export), made));
      return;
    }
    Map<String, Value> changes = Columns.of(export).changes(old.get());
    if (!changes.isEmpty() && isShared(column(export), old.get())) {
      draft.note(
          Effect.LIVE, Subject.of(table(export), name), Summary.of(old.get(), changes) + ", alone");
      Value own = Value.of(draft.insert(table(export), changed(old.get(), changes)));
      draft.update(SwitchState.BRIDGE, bridge, Map.of(column(export), own));
    } else {
      draft.change(Effect.LIVE, Subject.of(table(export), name), table(export), old.get(), changes);
    }
  }

  /** Whether bridges besides one have it, too. */
  private boolean isShared(String column, Row row) {
    return state.rows(SwitchState.BRIDGE).stream()
            .filter(bridge -> bridge.optionalUuid(column).equals(Optional.of(row.uuid())))
            .count()
        > 1;
  }

  private static Map<String, Value> changed(Row old, Map<String, Value> changes) {
    Map<String, Value> columns = new LinkedHashMap<>(old.columns());
    columns.remove(Row.UUID_COLUMN);
    columns.putAll(changes);
    return columns;
  }

  /** Ends what a bridge tells collectors. */
  void deleteExports(Row bridge) {
    for (String table : List.of(SwitchState.SFLOW, SwitchState.NETFLOW, SwitchState.IPFIX)) {
      String column = table.toLowerCase(Locale.ROOT);
      bridge
          .optionalUuid(column)
          .ifPresent(
              uuid -> {
                draft.note(Effect.DELETE, Subject.of(table, bridge.text("name")), "delete");
                draft.update(SwitchState.BRIDGE, bridge, Map.of(column, Value.set()));
                draft.gone(table, state.row(table, uuid));
              });
    }
  }
}
