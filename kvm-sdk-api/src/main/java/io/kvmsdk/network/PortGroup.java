package io.kvmsdk.network;

import java.util.Objects;
import java.util.Optional;

/**
 * A class of ports that guests may ask a network for: libvirt's {@code <portgroup>}.
 *
 * @param name what an interface names
 * @param byDefault whether it is that of interfaces that name none; of one group at most
 * @param vlan the ports' VLANs; what the network says where it is empty
 */
public record PortGroup(
    String name, boolean byDefault, Optional<VlanSpec> vlan, Optional<Bandwidth> bandwidth) {
  public PortGroup {
    Objects.requireNonNull(name);
    Objects.requireNonNull(vlan);
    Objects.requireNonNull(bandwidth);
  }

  /** A group that makes no difference by itself. */
  public static PortGroup of(String name) {
    return new PortGroup(name, false, Optional.empty(), Optional.empty());
  }

  /** A group of access ports of one VLAN. */
  public static PortGroup vlan(String name, int vlan) {
    return of(name).carrying(VlanSpec.access(vlan));
  }

  /** A group of trunk ports, whose guests see the VLANs tagged. */
  public static PortGroup trunk(String name, Integer... vlans) {
    return of(name).carrying(VlanSpec.trunk(vlans));
  }

  /** This group, for interfaces that name none. */
  public PortGroup asDefault() {
    return new PortGroup(name, true, vlan, bandwidth);
  }

  /** This group, of ports with these VLANs. */
  public PortGroup carrying(VlanSpec vlans) {
    return new PortGroup(name, byDefault, Optional.of(vlans), bandwidth);
  }

  /** This group, with a limit. */
  public PortGroup limitedTo(Bandwidth limit) {
    return new PortGroup(name, byDefault, vlan, Optional.of(limit));
  }
}
