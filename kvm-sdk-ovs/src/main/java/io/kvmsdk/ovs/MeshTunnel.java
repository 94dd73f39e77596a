package io.kvmsdk.ovs;

import io.kvmsdk.ovs.InterfaceType.TunnelType;
import io.kvmsdk.value.Secret;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A tunnel between two hosts of a mesh.
 *
 * @param psk the pre-shared key of both ends, if there is one
 */
public record MeshTunnel(
    InterfaceType.TunnelType type,
    OptionalLong key,
    Optional<Secret> psk,
    MeshSecurity security,
    End one,
    End other) {
  /**
   * One end.
   *
   * @param port its name, at most 15 characters
   */
  public record End(MeshHost host, String bridge, String port) {
    @Override
    public String toString() {
      return host.name() + ":" + port;
    }
  }

  public List<End> ends() {
    return List.of(one, other);
  }

  /** The other end of it. */
  public End peer(End end) {
    return end.equals(one) ? other : one;
  }

  /** What the port at that end should be. */
  PortSpec port(End end, String mesh, boolean protectedPort) {
    InterfaceType.Tunnel type =
        new InterfaceType.Tunnel(this.type, peer(end).host().address(), key, psk, Map.of())
            .localIp(end.host().address());
    if (this.type != TunnelType.GRE) {
      type = type.destinationPort(this.type.port()); // said, so that another is drift
    }
    InterfaceSpec.Builder device = InterfaceSpec.builder().name(end.port()).type(type);
    if (security instanceof MeshSecurity.Certificates) {
      device.putOption("remote_name", peer(end).host().name());
    }
    return PortSpec.builder()
        .name(end.port())
        .addInterface(device.build())
        .vlan(Vlan.trunk())
        .protectedPort(protectedPort)
        .externalIds(Map.of(TunnelMesh.MESH, mesh, TunnelMesh.PEER, peer(end).host().name()))
        .build();
  }

  @Override
  public String toString() {
    return type.text() + " " + one + " - " + other;
  }
}
