package io.kvmsdk.ovs;

import io.kvmsdk.ovs.ovsdb.Row;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
    Set<String> wanted = new HashSet<>();
    for (BridgeSpec bridge : bridges) {
      bridge.ports().forEach(port -> wanted.add(port.name()));
      planner.plan(bridge);
    }
    for (Row port : state.rows(SwitchState.PORT)) {
      Optional<Row> bridge = state.bridgeOf(port);
      boolean ours = mesh.equals(port.map("external_ids").get(TunnelMesh.MESH));
      if (ours && bridge.isPresent() && !wanted.contains(port.text("name"))) {
        planner.deletePort(port.text("name"), bridge.get());
      }
    }
    if (!bridges.isEmpty()) {
      new HostCertificates(mesh, wanted, state, draft).plan(security);
    }
  }
}
