package io.kvmsdk.network;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import io.kvmsdk.value.Cidr;
import io.kvmsdk.value.MacAddress;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.Stream;
import org.immutables.value.Value;

/** What a virtual network should be: libvirt's {@code <network>} document as a value. */
@Value.Immutable
@SpecStyle
public abstract class NetworkSpec {
  /** Linux's IFNAMSIZ, less the NUL. */
  private static final int LONGEST_INTERFACE_NAME = 15;

  NetworkSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  /**
   * A network behind NAT: the host has {@code gateway}, guests get all other addresses of its
   * network by DHCP.
   */
  public static NetworkSpec nat(String name, Cidr gateway) {
    return withDhcp(name, gateway, ForwardMode.nat());
  }

  /** As {@link #nat}, with no way out. */
  public static NetworkSpec isolated(String name, Cidr gateway) {
    return withDhcp(name, gateway, ForwardMode.isolated());
  }

  private static NetworkSpec withDhcp(String name, Cidr gateway, ForwardMode forward) {
    return builder().name(name).forward(forward).addAddress(gateway).dhcpOn(gateway).build();
  }

  public abstract String name();

  /** libvirt makes one up where it is empty. */
  public abstract Optional<UUID> uuid();

  @Value.Default
  public ForwardMode forward() {
    return ForwardMode.isolated();
  }

  /** The bridge that libvirt makes, at most 15 characters; it chooses {@code virbrN} itself. */
  public abstract Optional<String> bridge();

  /** The bridge's own MAC address; libvirt makes one up where it is empty. */
  public abstract Optional<MacAddress> mac();

  /** The DNS domain of the guests' names. */
  public abstract Optional<String> domain();

  /** Whether names of {@link #domain} that the network does not know are asked of nobody else. */
  @Value.Default
  public boolean domainLocalOnly() {
    return false;
  }

  /** The host's own addresses on the network, at most one DHCP service for each IP version. */
  public abstract List<Cidr> addresses();

  /** Each within one of {@link #addresses}. */
  public abstract List<DhcpRange> dhcpRanges();

  /** IPv4 only, each within one of {@link #addresses}. */
  public abstract List<DhcpHost> dhcpHosts();

  /** What guests boot that boot from the network; the network has an IPv4 address then. */
  public abstract Optional<Bootp> bootp();

  /** The host's folder that the network's TFTP server shows; there is no server if it is empty. */
  public abstract Optional<String> tftpRoot();

  /** Whether the network has a DNS server. */
  @Value.Default
  public boolean dns() {
    return true;
  }

  public abstract List<DnsHost> dnsHosts();

  public abstract List<DnsForwarder> dnsForwarders();

  public abstract List<DnsTxt> dnsTxts();

  public abstract List<DnsService> dnsServices();

  /** Routes to networks behind guests. */
  public abstract List<StaticRoute> routes();

  /** Of names that all differ, and one default at most. */
  public abstract List<PortGroup> portGroups();

  /**
   * The VLANs of guests whose interface and port group name none, on {@link
   * ForwardMode#openVswitch} or {@link ForwardMode#hostDevices}.
   */
  public abstract Optional<VlanSpec> vlan();

  /** How fast all guests together may be. */
  public abstract Optional<Bandwidth> bandwidth();

  /** Whether guests may speak IPv6 to each other where the host has no IPv6 address. */
  @Value.Default
  public boolean guestIpv6() {
    return false;
  }

  /** Whether the host follows when a guest changes its card's MAC address and filters. */
  @Value.Default
  public boolean trustGuestRxFilters() {
    return false;
  }

  /** The largest packet in bytes, 68 to 65535; the host's default where it is empty. */
  public abstract OptionalInt mtu();

  /** Whether the host starts the network when it boots. */
  @Value.Default
  public boolean autostart() {
    return true;
  }

  /**
   * Elements to add to the document, each well-formed. One that is there from the spec already, as
   * {@code <bridge>} or the {@code <ip>} of the same address, takes the attributes and elements of
   * the raw one.
   */
  public abstract List<String> rawXml();

  @Value.Check
  void check() {
    Validation v = Validation.of("network", name()).name(name()).rawXml(rawXml());
    v.require(
        bridge().map(String::length).orElse(1) <= LONGEST_INTERFACE_NAME,
        "the bridge's name is longer than " + LONGEST_INTERFACE_NAME);
    v.require(mtu().orElse(1500) >= 68 && mtu().orElse(1500) <= 65535, "mtu must be 68 to 65535");
    v.require(
        servedByLibvirt() || addresses().isEmpty(),
        "a network on the host's own bridge or card has no addresses: libvirt does not serve it");
    v.require(
        servedByLibvirt() || bridge().isEmpty(),
        "a network on the host's own bridge or card has no other bridge");
    checkDhcp(v);
    checkParts(v);
    v.orThrow();
  }

  private boolean servedByLibvirt() {
    return forward() instanceof ForwardMode.Isolated
        || forward() instanceof ForwardMode.Nat
        || forward() instanceof ForwardMode.Routed
        || forward() instanceof ForwardMode.Open;
  }

  private void checkParts(Validation v) {
    boolean v4 = addresses().stream().anyMatch(a -> a.address() instanceof Inet4Address);
    v.require(
        v4 || (bootp().isEmpty() && tftpRoot().isEmpty()),
        "bootp and tftpRoot are for guests with IPv4 addresses, of which the network has none");
    v.require(domain().isPresent() || !domainLocalOnly(), "domainLocalOnly is of a domain");
    v.require(
        portGroups().stream().map(PortGroup::name).distinct().count() == portGroups().size(),
        "two port groups have the same name");
    v.require(
        portGroups().stream().filter(PortGroup::byDefault).count() <= 1,
        "two port groups are the default");
    for (StaticRoute route : routes()) {
      v.require(served(route.gateway()), "route gateway " + text(route.gateway()) + outside());
    }
  }

  private void checkDhcp(Validation v) {
    for (DhcpRange range : dhcpRanges()) {
      v.require(
          addresses().stream().anyMatch(a -> a.contains(range.start()) && a.contains(range.end())),
          range(range) + outside());
      v.require(ascending(range), range(range) + " ends before it starts");
    }
    for (DhcpHost host : dhcpHosts()) {
      v.require(served(host.ip()), "DHCP host " + text(host.ip()) + outside());
      v.require(
          host.ip() instanceof Inet4Address,
          "DHCP host "
              + text(host.ip())
              + " cannot be known by its MAC address: DHCPv6 goes by DUID, which rawXml can give");
    }
    v.require(
        dhcpHosts().stream().map(DhcpHost::mac).distinct().count() == dhcpHosts().size(),
        "two DHCP hosts have the same MAC address");
    v.require(
        served(Inet4Address.class) <= 1 && served(Inet6Address.class) <= 1,
        "DHCP serves more than one address of the same IP version, which libvirt does not do");
  }

  private static boolean ascending(DhcpRange range) {
    return Arrays.compareUnsigned(range.start().getAddress(), range.end().getAddress()) <= 0;
  }

  private boolean served(InetAddress address) {
    return addresses().stream().anyMatch(a -> a.contains(address));
  }

  /** How many of the host's addresses of one IP version have a DHCP service. */
  private long served(Class<? extends InetAddress> version) {
    return Stream.concat(
            dhcpRanges().stream().map(DhcpRange::start), dhcpHosts().stream().map(DhcpHost::ip))
        .filter(version::isInstance)
        .flatMap(guest -> addresses().stream().filter(a -> a.contains(guest)).limit(1))
        .distinct()
        .count();
  }

  private String outside() {
    return " lies outside the network's addresses " + addresses();
  }

  private static String range(DhcpRange range) {
    return "DHCP range " + text(range.start()) + " to " + text(range.end());
  }

  private static String text(InetAddress address) {
    return address.getHostAddress();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link NetworkSpec}. */
  public static final class Builder extends ImmutableNetworkSpec.Builder {
    Builder() {}

    /** One of the host's own addresses on the network, as {@code 192.168.150.1/24}. */
    public Builder addAddress(String cidr) {
      return addAddress(Cidr.of(cidr));
    }

    /** Adds a range that gives out every address of {@code gateway}'s network above its own. */
    public Builder dhcpOn(Cidr gateway) {
      int hostBits = gateway.address().getAddress().length * 8 - gateway.prefix();
      if (hostBits < 2) {
        throw new IllegalArgumentException(gateway + " has no room for guests");
      }
      long last = hostBits >= 16 ? 0xfffe : (1L << hostBits) - 2;
      long own = 1;
      while (own <= last && !gateway.host(own).equals(gateway.address())) {
        own++;
      }
      if (own >= last) {
        throw new IllegalArgumentException(
            "no addresses above " + gateway + "'s own; give the DHCP range yourself");
      }
      return addDhcpRange(new DhcpRange(gateway.host(own + 1), gateway.host(last)));
    }

    public Builder addDhcpHost(MacAddress mac, InetAddress ip, String name) {
      return addDhcpHost(new DhcpHost(mac, ip, Optional.of(name)));
    }
  }
}
