package io.kvmsdk.ovs;

import io.kvmsdk.ovs.ovsdb.Row;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Finds what must change on one host of a mesh: its ports are made, changed, and deleted. */
final class MeshPlanner {
  private final String mesh;
  private final List<BridgeSpec> bridges;
  private final MeshSecurity security;

  /**
   * @param bridges with the mesh's ports; none to take it away
   */
  MeshPlanner(String mesh, List<BridgeSpec> bridges, MeshSecurity security) {
    this.mesh = mesh;
    this.bridges = bridges;
    this.security = security;
  }

  void plan(SwitchState state, Draft draft) {
    BridgePlanner planner = new BridgePlanner(state, draft);
    Map<String, String> wanted = new HashMap<>();
    for (BridgeSpec bridge : bridges) {
      bridge.ports().forEach(port -> wanted.put(port.name(), bridge.name()));
    }
    deleteOthers(state, planner, wanted);
    bridges.forEach(bridge -> planner.plan(besideOthers(state, bridge)));
    if (!bridges.isEmpty()) {
      new HostCertificates(mesh, wanted.keySet(), state, draft).plan(security);
    }
  }

  /** The bridge's own device stays small where another mesh's tunnels there carry less. */
  private BridgeSpec besideOthers(SwitchState state, BridgeSpec bridge) {
    if (!hasOthers(state, bridge.name())) {
      return bridge;
    }
    List<PortSpec> ports =
        bridge.ports().stream()
            .map(port -> port.name().equals(bridge.name()) ? noLarger(state, port) : port)
            .toList();
    return bridge.toBuilder().ports(ports).build();
  }

  private boolean hasOthers(SwitchState state, String bridge) {
    return state.rows(SwitchState.PORT).stream()
        .filter(port -> port.map("external_ids").containsKey(TunnelMesh.MESH))
        .filter(port -> !mesh.equals(port.map("external_ids").get(TunnelMesh.MESH)))
        .flatMap(port -> state.bridgeOf(port).stream())
        .anyMatch(row -> row.text("name").equals(bridge));
  }

  private static PortSpec noLarger(SwitchState state, PortSpec local) {
    InterfaceSpec device = local.interfaces().get(0);
    int there =
        (int)
            state
                .networkInterface(device.name())
                .map(row -> row.optionalInteger("mtu_request"))
                .orElse(OptionalLong.empty())
                .orElse(Integer.MAX_VALUE);
    int mtu = Math.min(there, device.mtu().orElse(there));
    return local.toBuilder().interfaces(List.of(device.toBuilder().mtu(mtu).build())).build();
  }

  /** Also those that are to be on another bridge from now on. */
  private void deleteOthers(SwitchState state, BridgePlanner planner, Map<String, String> wanted) {
    for (Row port : state.rows(SwitchState.PORT)) {
      Optional<Row> bridge = state.bridgeOf(port);
      boolean ours = mesh.equals(port.map("external_ids").get(TunnelMesh.MESH));
      if (ours
          && bridge.isPresent()
          && !bridge.get().text("name").equals(wanted.get(port.text("name")))) {
        planner.deletePort(port.text("name"), bridge.get());
      }
    }
  }
}
