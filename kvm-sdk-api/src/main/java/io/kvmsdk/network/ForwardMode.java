package io.kvmsdk.network;

import io.kvmsdk.value.IpAddresses;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** How a network reaches the world outside: libvirt's {@code <forward>} element. */
public sealed interface ForwardMode {
  /** Guests reach each other and the host, nothing else. */
  static ForwardMode isolated() {
    return new Isolated();
  }

  /** Guests reach out through the host's addresses. */
  static Nat nat() {
    return new Nat(Optional.empty());
  }

  /** As {@link #routed}, but libvirt adds no rule to the host's firewall. */
  static ForwardMode open() {
    return new Open(Optional.empty());
  }

  /** Guests keep their addresses outside; the routers there must know the way back. */
  static ForwardMode routed() {
    return new Routed(Optional.empty());
  }

  /** Guests are plugged into the host's bridge {@code name}, which libvirt does not make. */
  static ForwardMode bridge(String name) {
    return new HostBridge(name);
  }

  /** As {@link #bridge}, where that is a bridge of Open vSwitch. */
  static ForwardMode openVswitch(String bridge) {
    return new OvsBridge(bridge);
  }

  /** Guests are on the host's own network by macvtap devices on one of its interfaces. */
  static ForwardMode direct(Direct.Mode mode, String... devices) {
    return new Direct(mode, List.of(devices));
  }

  /** Each guest gets a virtual function of the host's SR-IOV card {@code device} for its own. */
  static ForwardMode hostDevices(String device) {
    return new HostDevices(device, true);
  }

  /** No {@code <forward>} element. */
  record Isolated() implements ForwardMode {}

  /**
   * {@code mode='nat'}.
   *
   * @param device the host's interface to go out by; empty for any
   * @param addresses the host's IPv4 addresses that guests appear to have; empty for its own
   * @param ports the ports that they appear to use; empty for 1024 to 65535
   * @param ipv6 whether IPv6 is translated too, not routed
   */
  record Nat(
      Optional<String> device,
      Optional<AddressRange> addresses,
      Optional<Ports> ports,
      boolean ipv6)
      implements ForwardMode {
    public Nat {
      Objects.requireNonNull(device);
      Objects.requireNonNull(addresses);
      Objects.requireNonNull(ports);
    }

    public Nat(Optional<String> device) {
      this(device, Optional.empty(), Optional.empty(), false);
    }

    /** This mode, out by the host's interface {@code name}. */
    public Nat by(String name) {
      return new Nat(Optional.of(name), addresses, ports, ipv6);
    }

    /** This mode, as the host's addresses from {@code start} to {@code end}. */
    public Nat as(String start, String end) {
      return new Nat(device, Optional.of(AddressRange.of(start, end)), ports, ipv6);
    }

    /** This mode, from ports {@code first} to {@code last}, 1 to 65535. */
    public Nat from(int first, int last) {
      return new Nat(device, addresses, Optional.of(new Ports(first, last)), ipv6);
    }

    /** This mode, for IPv6 too. */
    public Nat withIpv6() {
      return new Nat(device, addresses, ports, true);
    }
  }

  /** TCP and UDP ports, both ends included. */
  record Ports(int first, int last) {
    public Ports {
      if (first < 1 || last < first || last > 65535) {
        throw new IllegalArgumentException("ports are 1 to 65535, not " + first + " to " + last);
      }
    }
  }

  /** IPv4 addresses, both ends included. */
  record AddressRange(InetAddress start, InetAddress end) {
    public AddressRange {
      Objects.requireNonNull(start);
      Objects.requireNonNull(end);
    }

    public static AddressRange of(String start, String end) {
      return new AddressRange(IpAddresses.parse(start), IpAddresses.parse(end));
    }
  }

  /**
   * {@code mode='open'}.
   *
   * @param device the host's interface to go out by; empty for any
   */
  record Open(Optional<String> device) implements ForwardMode {
    public Open {
      Objects.requireNonNull(device);
    }
  }

  /**
   * {@code mode='route'}.
   *
   * @param device the host's interface to go out by; empty for any
   */
  record Routed(Optional<String> device) implements ForwardMode {
    public Routed {
      Objects.requireNonNull(device);
    }
  }

  /**
   * {@code mode='bridge'} with a bridge that exists on the host.
   *
   * @param name the bridge's interface name
   */
  record HostBridge(String name) implements ForwardMode {
    public HostBridge {
      Objects.requireNonNull(name);
    }
  }

  /**
   * {@code mode='bridge'} with a bridge of Open vSwitch that exists on the host.
   *
   * @param name the bridge's name
   */
  record OvsBridge(String name) implements ForwardMode {
    public OvsBridge {
      Objects.requireNonNull(name);
    }
  }

  /**
   * macvtap devices.
   *
   * @param devices the host's interfaces, of which libvirt chooses the one that is used least
   */
  record Direct(Mode mode, List<String> devices) implements ForwardMode {
    public Direct {
      Objects.requireNonNull(mode);
      devices = List.copyOf(devices);
    }

    /** Whether guests of one interface see each other. */
    public enum Mode {
      /** They do. */
      BRIDGE,
      /** They do not. */
      PRIVATE,
      /** The switch outside decides. */
      VEPA,
      /** There is only one, which has the interface for its own. */
      PASSTHROUGH;

      /** As libvirt says it. */
      public String libvirtName() {
        return name().toLowerCase(Locale.ROOT);
      }
    }
  }

  /**
   * {@code mode='hostdev'}.
   *
   * @param device the interface of the card's physical function
   * @param managed whether libvirt takes the function from the host's driver, and gives it back
   */
  record HostDevices(String device, boolean managed) implements ForwardMode {
    public HostDevices {
      Objects.requireNonNull(device);
    }
  }
}
