package io.kvmsdk.internal.xml;

import io.kvmsdk.network.Bootp;
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
@XmlType(propOrder = {"tftp", "dhcp", "content"})
public final class NetworkIpXml extends OpenXml {
  private ElementXml tftp;
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
    ips.stream().filter(ip -> !ip.isV6()).findFirst().ifPresent(ip -> ip.boot(spec));
    return ips;
  }

  private void boot(NetworkSpec spec) {
    spec.tftpRoot().ifPresent(root -> tftp = new ElementXml().with("root", root));
    spec.bootp().ifPresent(b -> dhcp().bootp = bootp(b));
  }

  private static ElementXml bootp(Bootp bootp) {
    return new ElementXml().with("file", bootp.file()).with("server", bootp.server().orElse(null));
  }

  boolean isV6() {
    return attribute("family").filter("ipv6"::equals).isPresent();
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

  private static LeasedXml range(DhcpRange range) {
    return new LeasedXml()
        .with("start", range.start().getHostAddress())
        .with("end", range.end().getHostAddress())
        .leasedFor(range.lease());
  }

  private static LeasedXml host(DhcpHost host) {
    return new LeasedXml()
        .with("mac", host.mac().toString())
        .with("name", host.name().orElse(null))
        .with("ip", host.ip().getHostAddress())
        .leasedFor(host.lease());
  }

  /** The host's address and its network; empty where the document leaves either to libvirt. */
  public Optional<Cidr> address() {
    return attribute("address").flatMap(a -> prefix(this).map(p -> new Cidr(Values.ip(a), p)));
  }

  /** The length of a network's prefix, said as such or as a mask. */
  static Optional<Integer> prefix(OpenXml element) {
    return element
        .attribute("prefix")
        .map(p -> Values.number("prefix", p))
        .or(() -> element.attribute("netmask").map(NetworkIpXml::prefix));
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

  /** As {@link #takeInto}, of what only the first IPv4 address has in a spec. */
  void takeBootInto(NetworkSpec.Builder spec) {
    if (tftp != null && tftp.holdsOnly("root")) {
      spec.tftpRoot(tftp.attribute("root"));
      tftp = null;
    }
    if (dhcp != null && dhcp.bootp != null && dhcp.bootp.holdsOnly("file", "server")) {
      Optional<String> server = dhcp.bootp.attribute("server");
      spec.bootp(dhcp.bootp.attribute("file").map(f -> new Bootp(f, server)));
      dhcp.bootp = null;
    }
  }

  private static DhcpRange range(LeasedXml range) {
    return new DhcpRange(
        Values.ip(range.attribute("start").orElse("")),
        Values.ip(range.attribute("end").orElse("")),
        range.lease());
  }

  /** Empty for a lease that goes by name alone, or by DUID as all of IPv6. */
  private static Optional<DhcpHost> host(LeasedXml host) {
    Optional<InetAddress> ip = host.attribute("ip").map(Values::ip);
    return host.attribute("mac")
        .map(Values::mac)
        .flatMap(mac -> ip.map(i -> new DhcpHost(mac, i, host.attribute("name"), host.lease())));
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
      propOrder = {"ranges", "hosts", "bootp", "content"})
  static final class Dhcp extends OpenXml {
    @XmlElement(name = "range")
    private List<LeasedXml> ranges = new ArrayList<>();

    @XmlElement(name = "host")
    private List<LeasedXml> hosts = new ArrayList<>();

    private ElementXml bootp;

    Dhcp() {}

    void takeInto(NetworkSpec.Builder spec) {
      for (LeasedXml range : List.copyOf(ranges)) {
        if (range.isPlain("start", "end")) {
          spec.addDhcpRange(range(range));
          ranges.remove(range);
        }
      }
      for (LeasedXml host : List.copyOf(hosts)) {
        if (host.isPlain("mac", "name", "ip") && host(host).isPresent()) {
          spec.addDhcpHost(host(host).get());
          hosts.remove(host);
        }
      }
    }
  }
}
