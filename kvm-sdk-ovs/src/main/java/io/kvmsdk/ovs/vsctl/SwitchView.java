package io.kvmsdk.ovs.vsctl;

import io.kvmsdk.ovs.ovsdb.Atom;
import io.kvmsdk.ovs.ovsdb.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The model by names, as people think of a switch: bridges, their ports, and their interfaces. */
final class SwitchView {
  /**
   * A bridge, or, with a parent, a VLAN of one that is spoken of as if it were a bridge.
   *
   * @param row of the bridge itself, or of the parent
   */
  record Bridge(String name, ModelRow row, Optional<String> parent, long vlan) {
    boolean fake() {
      return parent.isPresent();
    }
  }

  /** A port and the bridge that it is spoken of as being on. */
  record Port(String name, ModelRow row, Bridge bridge) {}

  /** An interface and its port. */
  record Interface(String name, ModelRow row, Port port) {}

  private final Model model;
  private final Map<String, Bridge> bridges = new LinkedHashMap<>();
  private final List<Bridge> vlanBridges = new ArrayList<>();
  private final Map<String, Port> ports = new LinkedHashMap<>();
  private final Map<String, Interface> interfaces = new LinkedHashMap<>();
  private final Map<String, List<Interface>> ofPorts = new HashMap<>();
  private final int version;

  SwitchView(Model model) {
    this.model = model;
    this.version = model.version();
    model.referenced(model.root(), "bridges").forEach(this::addBridge);
    for (Bridge bridge : bridges.values()) {
      if (!bridge.fake()) {
        model.referenced(bridge.row(), "ports").forEach(port -> add(bridge, port));
      }
    }
  }

  /** Whether the model changed since in what matters here. */
  boolean stale() {
    return version != model.version();
  }

  private void addBridge(ModelRow row) {
    Bridge bridge = new Bridge(name(row), row, Optional.empty(), 0);
    bridges.putIfAbsent(bridge.name(), bridge);
    for (ModelRow port : model.referenced(row, "ports")) {
      if (port.get("fake_bridge").equals(Value.of(true))) {
        tag(port)
            .ifPresent(
                tag -> addVlanBridge(new Bridge(name(port), row, Optional.of(bridge.name()), tag)));
      }
    }
  }

  private void addVlanBridge(Bridge bridge) {
    if (bridges.putIfAbsent(bridge.name(), bridge) == null) {
      vlanBridges.add(bridge);
    }
  }

  /** Enters a port of the bridge, and its interfaces. */
  void add(Bridge bridge, ModelRow row) {
    Bridge its =
        tag(row)
            .flatMap(tag -> vlanBridge(bridge.parent().orElse(bridge.name()), tag))
            .orElse(bridge);
    Port port = new Port(name(row), row, its);
    if (ports.putIfAbsent(port.name(), port) == null) {
      model.referenced(row, "interfaces").forEach(face -> add(port, face));
    }
  }

  /** Takes out a port that was deleted, and its interfaces. */
  void remove(Port port) {
    if (bridges.containsKey(port.name())) {
      model.touch(); // of a bridge more has to go
    }
    ports.remove(port.name());
    ofPorts.getOrDefault(port.name(), List.of()).forEach(face -> interfaces.remove(face.name()));
    ofPorts.remove(port.name());
  }

  private void add(Port port, ModelRow row) {
    Interface face = new Interface(name(row), row, port);
    if (interfaces.putIfAbsent(face.name(), face) == null) {
      ofPorts.computeIfAbsent(port.name(), name -> new ArrayList<>()).add(face);
    }
  }

  private static Optional<Long> tag(ModelRow port) {
    return port.atom("tag").map(atom -> ((Atom.Int) atom).value());
  }

  private static String name(ModelRow row) {
    return row.text("name").orElse("");
  }

  Optional<Bridge> vlanBridge(String parent, long vlan) {
    return vlanBridges.stream()
        .filter(b -> b.vlan() == vlan && b.parent().equals(Optional.of(parent)))
        .findFirst();
  }

  Stream<Bridge> bridges() {
    return bridges.values().stream();
  }

  Stream<Port> ports(Bridge bridge) {
    return ports.values().stream().filter(port -> port.bridge().equals(bridge));
  }

  Stream<Interface> interfaces(Port port) {
    return ofPorts.getOrDefault(port.name(), List.of()).stream();
  }

  Optional<Bridge> findBridge(String name) {
    return Optional.ofNullable(bridges.get(name));
  }

  Bridge bridge(String name) {
    Bridge bridge = findBridge(name).orElseThrow(() -> Refusal.missing("no bridge named " + name));
    model.guard(bridge.row());
    return bridge;
  }

  Bridge realBridge(String name) {
    Bridge bridge = bridge(name);
    if (bridge.fake()) {
      throw Refusal.invalid(name + " is a fake bridge");
    }
    return bridge;
  }

  /** A port that is not its bridge's own. */
  Optional<Port> findPort(String name) {
    Optional<Port> port =
        Optional.ofNullable(ports.get(name)).filter(p -> !p.bridge().name().equals(name));
    port.ifPresent(p -> model.guardReference(p.bridge().row(), "ports", p.row()));
    return port;
  }

  Port port(String name) {
    return findPort(name).orElseThrow(() -> Refusal.missing("no port named " + name));
  }

  /** An interface that is not its bridge's own. */
  Optional<Interface> findInterface(String name) {
    Optional<Interface> found =
        Optional.ofNullable(interfaces.get(name))
            .filter(i -> !i.port().bridge().name().equals(name));
    found.ifPresent(
        i -> {
          model.guardReference(i.port().row(), "interfaces", i.row());
          model.guardReference(i.port().bridge().row(), "ports", i.port().row());
        });
    return found;
  }

  /** The port of that name, be it its bridge's own. */
  Port anyPort(String name) {
    return Optional.ofNullable(ports.get(name))
        .orElseThrow(() -> Refusal.missing("no port named " + name));
  }

  /**
   * Refuses a name that is taken. Whoever takes it meanwhile fails our transaction, since no two
   * ports, and no two interfaces, may have the same name.
   */
  void checkFree(String name, String what) {
    if (bridges.containsKey(name)) {
      throw Refusal.exists(what + " because a bridge named " + name + " already exists");
    }
    Port port = ports.get(name);
    if (port != null) {
      throw Refusal.exists(
          what
              + " because a port named "
              + name
              + " already exists on bridge "
              + port.bridge().name());
    }
    Interface face = interfaces.get(name);
    if (face != null) {
      throw Refusal.exists(
          what
              + " because an interface named "
              + name
              + " already exists on bridge "
              + face.port().bridge().name());
    }
  }
}
