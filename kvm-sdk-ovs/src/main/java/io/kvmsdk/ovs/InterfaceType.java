package io.kvmsdk.ovs;

import io.kvmsdk.value.Secret;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What an interface is, with what that needs (Interface, {@code type} and {@code options}). {@link
 * InterfaceSpec#options} adds what is not named here.
 */
public sealed interface InterfaceType {
  /** A network device of the host's, as {@code eth0} or a guest's tap. */
  record Device() implements InterfaceType {}

  /** A device that the switch makes for the host itself. */
  record Internal() implements InterfaceType {}

  /**
   * One end of a cable to another bridge of the same switch.
   *
   * @param peer the interface at its other end, whose peer is this one
   */
  record Patch(String peer) implements InterfaceType {}

  /**
   * A tunnel to another host.
   *
   * @param remote the other host's IP address, or {@code flow}
   * @param key GRE's key, VXLAN's VNI, Geneve's VNI: both ends must have the same
   * @param psk for IPsec, which ovs-monitor-ipsec sets up, and only with {@link
   *     DatapathType#SYSTEM}: a bridge of {@link DatapathType#NETDEV} sends clear text all the same
   * @param options what else is said of it, by the database's names (Interface, {@code options})
   */
  record Tunnel(
      TunnelType type,
      String remote,
      OptionalLong key,
      Optional<Secret> psk,
      Map<String, String> options)
      implements InterfaceType {
    public Tunnel {
      options = Map.copyOf(options);
    }

    public Tunnel key(long newKey) {
      return new Tunnel(type, remote, OptionalLong.of(newKey), psk, options);
    }

    /** Flows say the key of each packet, and see it: {@code tun_id}. */
    public Tunnel flowKey() {
      return new Tunnel(type, remote, OptionalLong.empty(), psk, options).option("key", "flow");
    }

    public Tunnel psk(Secret newPsk) {
      return new Tunnel(type, remote, key, Optional.of(newPsk), options);
    }

    /** The address that packets are sent from, and must come to; any where it is not said. */
    public Tunnel localIp(String address) {
      return option("local_ip", address);
    }

    /** The UDP port of VXLAN and Geneve, where it is not 4789 or 6081. */
    public Tunnel destinationPort(int port) {
      return option("dst_port", Integer.toString(port));
    }

    /** How many routers a packet may pass, 1 to 255, where that is not 64. */
    public Tunnel ttl(int hops) {
      return option("ttl", Integer.toString(hops));
    }

    /** As {@code inherit}, from the packets within, or a number. */
    public Tunnel tos(String tos) {
      return option("tos", tos);
    }

    /** Whether packets have a checksum of their own. */
    public Tunnel checksum(boolean has) {
      return option("csum", Boolean.toString(has));
    }

    /** Whether routers may not split packets, as is so where it is not said. */
    public Tunnel dontFragment(boolean dont) {
      return option("df_default", Boolean.toString(dont));
    }

    /** Any other of ovs-vswitchd.conf.db(5). */
    public Tunnel option(String name, String value) {
      Map<String, String> all = new TreeMap<>(options);
      all.put(name, value);
      return new Tunnel(type, remote, key, psk, all);
    }
  }

  /** How a tunnel wraps packets. */
  enum TunnelType {
    GRE,
    VXLAN,
    GENEVE;

    /** As the database writes it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The UDP port of VXLAN (RFC 7348) and Geneve (RFC 8926). */
    int port() {
      return this == VXLAN ? 4789 : 6081;
    }

    /** GRE's key has 32 bits (RFC 2890), a VNI 24 (RFC 7348, RFC 8926). */
    long largestKey() {
      return this == GRE ? 0xffffffffL : 0xffffffL;
    }
  }

  /** A device that DPDK drives; {@code devargs} is its PCI address, as {@code 0000:01:00.0}. */
  record Dpdk(String devargs) implements InterfaceType {}

  /** A guest's card over shared memory; QEMU is the server at {@code socket}. */
  record VhostUserClient(Path socket) implements InterfaceType {}

  /** Any other type, as {@code tap} or {@code erspan}; all it needs is in the options. */
  record Other(String type) implements InterfaceType {}

  static InterfaceType system() {
    return new Device();
  }

  static InterfaceType internal() {
    return new Internal();
  }

  /**
   * One end of a cable to another bridge of the same switch and datapath type. Both ends go into
   * one call: one alone is refused, unless by {@link OpenVSwitch#noWait}.
   *
   * @param peer the interface at its other end, whose peer is this one
   */
  static InterfaceType patch(String peer) {
    return new Patch(peer);
  }

  static Tunnel gre(String remote) {
    return tunnel(TunnelType.GRE, remote);
  }

  static Tunnel vxlan(String remote) {
    return tunnel(TunnelType.VXLAN, remote);
  }

  static Tunnel geneve(String remote) {
    return tunnel(TunnelType.GENEVE, remote);
  }

  private static Tunnel tunnel(TunnelType type, String remote) {
    return new Tunnel(type, remote, OptionalLong.empty(), Optional.empty(), Map.of());
  }

  static InterfaceType dpdk(String devargs) {
    return new Dpdk(devargs);
  }

  static InterfaceType vhostUserClient(Path socket) {
    return new VhostUserClient(socket);
  }

  static InterfaceType other(String type) {
    return new Other(type);
  }
}
