package io.kvmsdk.domain;

import io.kvmsdk.value.PciAddress;
import java.util.Objects;
import java.util.Optional;

/** What a network interface is plugged into. */
public sealed interface InterfaceSource {
  static InterfaceSource network(String name) {
    return new Network(name, Optional.empty());
  }

  static InterfaceSource bridge(String name) {
    return new Bridge(name);
  }

  static InterfaceSource ovs(String bridge) {
    return new Ovs(bridge);
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

  /** An Open vSwitch bridge of the host; {@link InterfaceSpec#vlan} says its port's VLANs. */
  record Ovs(String bridge) implements InterfaceSource {
    public Ovs {
      Objects.requireNonNull(bridge);
    }
  }

  /**
   * A macvtap device on the host's interface.
   *
   * @param mode {@code bridge}, {@code vepa}, {@code private} or {@code passthrough}
   */
  record Direct(String device, String mode) implements InterfaceSource {
    public Direct {
      Objects.requireNonNull(device);
      Objects.requireNonNull(mode);
    }

    /** In bridge mode: guests on the same interface reach each other, but not the host. */
    public Direct(String device) {
      this(device, "bridge");
    }
  }

  /**
   * A virtual function, or another network card of the host, that is the guest's own.
   *
   * @param managed whether libvirt takes it from the host's driver, and gives it back
   */
  record HostCard(PciAddress address, boolean managed) implements InterfaceSource {
    public HostCard {
      Objects.requireNonNull(address);
    }
  }

  /**
   * A switch that runs as a process of the host, as Open vSwitch with DPDK; needs shared memory.
   *
   * @param listen whether QEMU makes the socket and waits, else it connects
   */
  record VhostUser(String socket, boolean listen) implements InterfaceSource {
    public VhostUser {
      Objects.requireNonNull(socket);
    }
  }

  /** QEMU's own user-mode network: the guest gets out, nothing gets in. */
  record User() implements InterfaceSource {}
}
