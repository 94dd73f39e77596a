package io.kvmsdk.internal.xml;

import io.kvmsdk.network.DhcpHost;
import io.kvmsdk.network.DhcpRange;
import io.kvmsdk.network.NetworkSpec;
import io.kvmsdk.value.Cidr;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlType;
import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One of the host's addresses on a network, and its DHCP service: {@code <ip>}. */
@XmlType(propOrder = {"dhcp", "content"})
public final class NetworkIpXml extends OpenXml {
  private Dhcp dhcp;

  NetworkIpXml() {}

  /** The addresses of {@code spec}, each with the part of DHCP that lies within its network. */
  static List<NetworkIpXml> of(NetworkSpec spec) {
    List<NetworkIpXml> ips = new ArrayList<>();
    spec.addresses().forEach(a -> ips.add(of(a)));
    for (DhcpRange range : spec.dhcpRanges()) {
      ips.get(serving(range.start(), spec.addresses())).dhcp().ranges.add(range(range));
    }
    for (DhcpHost host : spec.dhcpHosts()) {
      ips.get(serving(host.ip(), spec.addresses())).dhcp().hosts.add(host(host));
    }
    return ips;
  }

  /** The spec has seen to it that there is one. */
  private static int serving(InetAddress guest, List<Cidr> addresses) {
    int i = 0;
    while (!addresses.get(i).contains(guest)) {
      i++;
    }
    return i;
  }

  private static NetworkIpXml of(Cidr address) {
    NetworkIpXml ip = new NetworkIpXml();
    ip.address(address);
    return ip;
  }

  private static ElementXml range(DhcpRange range) {
    return new ElementXml()
        .with("start", range.start().getHostAddress())
        .with("end", range.end().getHostAddress());
  }

  private static ElementXml host(DhcpHost host) {
    return new ElementXml()
        .with("mac", host.mac())
        .with("name", host.name().orElse(null))
        .with("ip", host.ip().getHostAddress());
  }

  /** The host's address and its network; empty where the document leaves either to libvirt. */
  public Optional<Cidr> address() {
    Optional<Integer> prefix =
        attribute("prefix")
            .map(p -> Values.number("prefix", p))
            .or(() -> attribute("netmask").map(NetworkIpXml::prefix));
    return attribute("address").flatMap(a -> prefix.map(p -> new Cidr(Values.ip(a), p)));
  }

  private static int prefix(String netmask) {
    return new BigInteger(1, Values.ip(netmask).getAddress()).bitCount();
  }

  private void address(Cidr address) {
    boolean v6 = address.address() instanceof Inet6Address;
    attribute("family", v6 ? "ipv6" : null);
    attribute("address", address.address().getHostAddress());
    attribute("netmask", null);
    attribute("prefix", String.valueOf(address.prefix()));
  }

  /** The addresses that DHCP gives out. */
  public List<DhcpRange> dhcpRanges() {
    return dhcp == null ? List.of() : dhcp.ranges.stream().map(NetworkIpXml::range).toList();
  }

  /** The static leases that name a MAC address and an IP address. */
  public List<DhcpHost> dhcpHosts() {
    return dhcp == null
        ? List.of()
        : dhcp.hosts.stream().map(NetworkIpXml::host).flatMap(Optional::stream).toList();
  }

  /** Gives {@code spec} what it can hold, and takes that away here or says it in its words. */
  void takeInto(NetworkSpec.Builder spec) {
    if (address().isEmpty()) {
      return;
    }
    address(address().get());
    spec.addAddress(address().get());
    if (dhcp != null) {
      dhcp.takeInto(spec);
    }
  }

  private static DhcpRange range(ElementXml range) {
    return new DhcpRange(
        Values.ip(range.attribute("start").orElse("")),
        Values.ip(range.attribute("end").orElse("")));
  }

  /** Empty for a lease that goes by name alone, or by DUID as all of IPv6. */
  private static Optional<DhcpHost> host(ElementXml host) {
    Optional<InetAddress> ip = host.attribute("ip").map(Values::ip);
    return host.attribute("mac")
        .map(Values::mac)
        .flatMap(mac -> ip.map(i -> new DhcpHost(mac, i, host.attribute("name"))));
  }

  private Dhcp dhcp() {
    if (dhcp == null) {
      dhcp = new Dhcp();
    }
    return dhcp;
  }

  /** {@code <dhcp>}. */
  @XmlType(
      name = "dhcp",
      propOrder = {"ranges", "hosts", "content"})
  static final class Dhcp extends OpenXml {
    @XmlElement(name = "range")
    private List<ElementXml> ranges = new ArrayList<>();

    @XmlElement(name = "host")
    private List<ElementXml> hosts = new ArrayList<>();

    Dhcp() {}

    void takeInto(NetworkSpec.Builder spec) {
      for (ElementXml range : List.copyOf(ranges)) {
        if (range.holdsOnly("start", "end")) {
          spec.addDhcpRange(range(range));
          ranges.remove(range);
        }
      }
      for (ElementXml host : List.copyOf(hosts)) {
        if (host.holdsOnly("mac", "name", "ip") && host(host).isPresent()) {
          spec.addDhcpHost(host(host).get());
          hosts.remove(host);
        }
      }
    }
  }
}
