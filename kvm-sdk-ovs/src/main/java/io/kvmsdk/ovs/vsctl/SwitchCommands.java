package io.kvmsdk.ovs.vsctl;

import static java.util.stream.Collectors.joining;

import io.kvmsdk.ovs.ovsdb.Atom;
import io.kvmsdk.ovs.ovsdb.Value;
import io.kvmsdk.ovs.vsctl.SwitchView.Bridge;
import io.kvmsdk.ovs.vsctl.SwitchView.Port;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Commands that change bridges and ports (ovs-vsctl(8), "Bridge Commands", "Port Commands"). */
final class SwitchCommands {
  private static final String SAMPLES = "Flow_Sample_Collector_Set";

  private final Model model;
  private final RecordCommands records;
  private final Supplier<SwitchView> views;

  SwitchCommands(Model model, RecordCommands records, Supplier<SwitchView> views) {
    this.model = model;
    this.records = records;
    this.views = views;
  }

  /** The switch as the commands so far leave it. */
  private SwitchView view() {
    return views.get();
  }

  Output addBridge(Command command) {
    String name = command.argument(0);
    Optional<String> parent = command.argumentsFrom(1).stream().findFirst();
    long vlan = parent.isPresent() ? vlan(command.argument(2)) : 0;
    Optional<Bridge> there = view().findBridge(name);
    if (command.has("--may-exist") && there.isPresent()) {
      checkSame(command, there.get(), parent, vlan);
      return Output.NONE;
    }
    view().checkFree(name, "cannot create a bridge named " + name);
    if (parent.isPresent()) {
      addVlanBridge(name, parent.get(), vlan);
    } else {
      ModelRow bridge = insert("Bridge", name);
      bridge.add("ports", insertPort(name, List.of(insertInternal(name))).id);
      model.root().add("bridges", bridge.id);
    }
    model.touch();
    return Output.NONE;
  }

  private static long vlan(String text) {
    if (!text.matches("[0-9]{1,4}") || Long.parseLong(text) > 4095) {
      throw Refusal.invalid("add-br: vlan must be between 0 and 4095");
    }
    return Long.parseLong(text);
  }

  private void checkSame(Command command, Bridge there, Optional<String> parent, long vlan) {
    model.guard(there.row());
    String but = "\"" + command + "\" but " + there.name();
    if (parent.isEmpty() && there.fake()) {
      throw Refusal.conflict(but + " is a VLAN bridge for VLAN " + there.vlan());
    }
    if (parent.isPresent() && !there.fake()) {
      throw Refusal.conflict(but + " is not a VLAN bridge");
    }
    if (!parent.equals(there.parent())) {
      throw Refusal.conflict(but + " has the wrong parent " + there.parent().orElseThrow());
    }
    if (vlan != there.vlan()) {
      throw Refusal.conflict(but + " is a VLAN bridge for the wrong VLAN " + there.vlan());
    }
  }

  private void addVlanBridge(String name, String parent, long vlan) {
    Bridge real =
        view()
            .findBridge(parent)
            .orElseThrow(() -> Refusal.missing("parent bridge " + parent + " does not exist"));
    if (real.fake()) {
      throw Refusal.invalid("cannot create bridge with fake bridge as parent");
    }
    view()
        .vlanBridge(parent, vlan)
        .ifPresent(
            other -> {
              throw Refusal.exists(
                  "bridge %s already has a child VLAN bridge %s on VLAN %d"
                      .formatted(parent, other.name(), vlan));
            });
    ModelRow port = insertPort(name, List.of(insertInternal(name)));
    port.replace("fake_bridge", Value.of(true));
    port.replace("tag", Value.of(vlan));
    real.row().add("ports", port.id);
  }

  private ModelRow insert(String table, String name) {
    ModelRow row = model.insert(table);
    row.replace("name", Value.of(name));
    return row;
  }

  private ModelRow insertInternal(String name) {
    ModelRow face = insert("Interface", name);
    face.replace("type", Value.of("internal"));
    return face;
  }

  private ModelRow insertPort(String name, List<ModelRow> interfaces) {
    ModelRow port = insert("Port", name);
    port.replace("interfaces", Value.set(interfaces.stream().map(row -> row.id).toList()));
    return port;
  }

  Output deleteBridge(Command command) {
    String name = command.argument(0);
    Optional<Bridge> bridge =
        command.has("--if-exists") ? view().findBridge(name) : Optional.of(view().bridge(name));
    bridge.ifPresent(this::delete);
    return Output.NONE;
  }

  private void delete(Bridge bridge) {
    SwitchView now = view();
    if (bridge.fake()) {
      List<Port> ports = now.ports(bridge).toList();
      ports.forEach(port -> delete(now, port));
      model.touch();
      return;
    }
    now.bridges()
        .filter(b -> b.row() == bridge.row() && b.fake())
        .toList()
        .forEach(vlan -> now.ports(vlan).toList().forEach(port -> deleteRows(now, port)));
    now.ports(bridge).toList().forEach(port -> deleteRows(now, port));
    model.rows(SAMPLES).stream()
        .filter(row -> row.atom("bridge").equals(Optional.of(bridge.row().id)))
        .toList()
        .forEach(model::delete);
    model.root().remove("bridges", bridge.row().id);
    model.delete(bridge.row());
    model.touch();
  }

  private void delete(SwitchView now, Port port) {
    port.bridge().row().remove("ports", port.row().id);
    deleteRows(now, port);
  }

  private void deleteRows(SwitchView now, Port port) {
    now.interfaces(port).toList().forEach(face -> model.delete(face.row()));
    model.delete(port.row());
  }

  Output addPort(Command command) {
    String name = command.argument(1);
    add(command, List.of(name), command.argumentsFrom(2));
    return Output.NONE;
  }

  Output addBond(Command command) {
    List<String> rest = command.argumentsFrom(2);
    List<String> names = rest.stream().takeWhile(argument -> !argument.contains("=")).toList();
    if (names.size() < 2) {
      throw Refusal.invalid(
          "add-bond requires at least 2 interfaces, but only " + names.size() + " were specified");
    }
    add(command, names, rest.subList(names.size(), rest.size()))
        .filter(port -> command.has("--fake-iface"))
        .ifPresent(port -> port.replace("bond_fake_iface", Value.of(true)));
    return Output.NONE;
  }

  /** Nothing where the port is there already, and may be. */
  private Optional<ModelRow> add(Command command, List<String> names, List<String> settings) {
    String name = command.argument(1);
    if (command.has("--may-exist")) {
      Optional<Port> there = view().findPort(name);
      if (there.isPresent()) {
        checkSame(command, there.get(), names);
        return Optional.empty();
      }
    }
    view().checkFree(name, "cannot create a port named " + name);
    names.forEach(n -> view().checkFree(n, "cannot create an interface named " + n));
    Bridge bridge = view().bridge(command.argument(0));
    ModelRow port = insertPort(name, names.stream().map(n -> insert("Interface", n)).toList());
    if (bridge.fake()) {
      port.replace("tag", Value.of(bridge.vlan()));
    }
    settings.forEach(setting -> records.assign(port, setting));
    bridge.row().add("ports", port.id);
    if (port.get("fake_bridge").equals(Value.of(true))) {
      model.touch();
    } else {
      view().add(bridge, port);
    }
    return Optional.of(port);
  }

  private void checkSame(Command command, Port there, List<String> names) {
    String but = "\"" + command + "\" but " + there.name() + " ";
    if (!there.bridge().name().equals(command.argument(0))) {
      throw Refusal.conflict(but + "is actually attached to bridge " + there.bridge().name());
    }
    model.guard(there.row(), "interfaces");
    List<String> have =
        model.referenced(there.row(), "interfaces").stream()
            .map(row -> row.text("name").orElse(""))
            .sorted()
            .toList();
    if (!have.equals(names.stream().sorted().toList())) {
      throw Refusal.conflict(
          but + "actually has interface(s) " + have.stream().collect(joining(", ")));
    }
  }

  Output deletePort(Command command) {
    String target = command.argument(command.arguments().size() - 1);
    boolean must = !command.has("--if-exists");
    if (view().findBridge(target).isPresent()) {
      if (must) {
        throw Refusal.invalid(
            ("cannot delete port %1$s because it is the local port for bridge %1$s"
                    + " (deleting this port requires deleting the entire bridge)")
                .formatted(target));
      }
      return Output.NONE;
    }
    Optional<Port> port = view().findPort(target);
    if (port.isEmpty() && command.has("--with-iface")) {
      port = view().findInterface(target).map(SwitchView.Interface::port);
    }
    if (port.isEmpty() && must) {
      throw Refusal.missing(
          (command.has("--with-iface") ? "no port or interface named " : "no port named ")
              + target);
    }
    port.ifPresent(
        p -> {
          if (command.arguments().size() == 2) {
            checkOn(command.argument(0), p, target);
          }
          delete(view(), p);
          view().remove(p);
        });
    return Output.NONE;
  }

  private void checkOn(String name, Port port, String target) {
    Bridge bridge = view().bridge(name);
    if (port.bridge().equals(bridge)) {
      return;
    }
    String lacks = "bridge " + name + " does not have a port " + target;
    throw Refusal.missing(
        port.bridge().parent().equals(Optional.of(name))
            ? lacks + " (although its child bridge " + port.bridge().name() + " does)"
            : lacks);
  }

  Output setExternalId(Command command) {
    Bridge bridge = view().bridge(command.argument(0));
    ModelRow row = bridge.fake() ? view().anyPort(bridge.name()).row() : bridge.row();
    Atom key = new Atom.Text((bridge.fake() ? "fake-bridge-" : "") + command.argument(1));
    Map<Atom, Atom> ids = new LinkedHashMap<>(row.entries("external_ids"));
    if (command.arguments().size() == 3) {
      ids.put(key, new Atom.Text(command.argument(2)));
    } else {
      ids.remove(key);
    }
    row.amend("external_ids", new Value.MapOf(ids));
    return Output.NONE;
  }
}
