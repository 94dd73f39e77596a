package io.kvmsdk.domain;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/** What a network interface is plugged into. */
public sealed interface InterfaceSource {
  static InterfaceSource network(String name) {
    return new Network(name, Optional.empty());
  }

  static InterfaceSource bridge(String name) {
    return new Bridge(name);
  }

  static InterfaceSource ovs(String bridge) {
    return new Ovs(bridge, OptionalInt.empty(), List.of());
  }

  static InterfaceSource direct(String device) {
    return new Direct(device);
  }

  static InterfaceSource user() {
    return new User();
  }

  /** A libvirt network, and perhaps one of its port groups. */
  record Network(String name, Optional<String> portGroup) implements InterfaceSource {
    public Network {
      Objects.requireNonNull(name);
      Objects.requireNonNull(portGroup);
    }
  }

  /** A Linux bridge of the host. */
  record Bridge(String name) implements InterfaceSource {
    public Bridge {
      Objects.requireNonNull(name);
    }
  }

  /**
   * An Open vSwitch bridge of the host.
   *
   * @param tag the VLAN of an access port, 0 to 4095; of a trunk port, its native VLAN, whose
   *     frames the guest sees untagged
   * @param trunks the other VLANs of a trunk port; empty for an access port
   */
  record Ovs(String bridge, OptionalInt tag, List<Integer> trunks) implements InterfaceSource {
    public Ovs {
      Objects.requireNonNull(bridge);
      Objects.requireNonNull(tag);
      trunks = List.copyOf(trunks);
    }
  }

  /** A macvtap device in bridge mode on the host's interface. */
  record Direct(String device) implements InterfaceSource {
    public Direct {
      Objects.requireNonNull(device);
    }
  }

  /** QEMU's own user-mode network: the guest gets out, nothing gets in. */
  record User() implements InterfaceSource {}
}
