package io.kvmsdk.internal.xml;

import io.kvmsdk.network.ForwardMode;
import io.kvmsdk.network.NetworkSpec;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.w3c.dom.Element;

/** libvirt's {@code <network>} document. */
@XmlRootElement(name = "network")
@XmlType(
    propOrder = {
      "name",
      "uuid",
      "forward",
      "bridge",
      "mac",
      "mtu",
      "domain",
      "dns",
      "virtualport",
      "vlan",
      "bandwidth",
      "portGroups",
      "ips",
      "routes",
      "content"
    })
public final class NetworkXml extends OpenXml {
  private ElementXml name;
  private ElementXml uuid;
  private NetworkForwardXml forward;
  private ElementXml bridge;
  private ElementXml mac;
  private ElementXml mtu;
  private ElementXml domain;
  private NetworkDnsXml dns;
  private ElementXml virtualport;
  private VlanXml vlan;
  private BandwidthXml bandwidth;

  @XmlElement(name = "portgroup")
  private List<PortGroupXml> portGroups = new ArrayList<>();

  @XmlElement(name = "ip")
  private List<NetworkIpXml> ips = new ArrayList<>();

  @XmlElement(name = "route")
  private List<ElementXml> routes = new ArrayList<>();

  NetworkXml() {}

  /**
   * Reads libvirt's document.
   *
   * @throws io.kvmsdk.error.InvalidSpecException if {@code xml} is malformed or another document
   */
  public static NetworkXml parse(String xml) {
    return Xml.read(NetworkXml.class, "network", xml);
  }

  /** The document for {@code spec}, of what that sets and nothing else. */
  public static NetworkXml of(NetworkSpec spec) {
    return Xml.with(spec.rawXml(), NetworkXml.class, plain(spec));
  }

  private static NetworkXml plain(NetworkSpec spec) {
    NetworkXml network = new NetworkXml();
    network.attribute("ipv6", spec.guestIpv6() ? "yes" : null);
    network.attribute("trustGuestRxFilters", spec.trustGuestRxFilters() ? "yes" : null);
    network.name = ElementXml.ofText(spec.name());
    spec.uuid().ifPresent(network::uuid);
    network.forward(spec.forward());
    spec.bridge().ifPresent(network::bridge);
    spec.mac().ifPresent(m -> network.mac = new ElementXml().with("address", m));
    spec.mtu().ifPresent(size -> network.mtu = new ElementXml().with("size", size));
    spec.domain().ifPresent(d -> network.domain = new ElementXml().with("name", d));
    if (spec.domainLocalOnly()) {
      network.domain = ElementXml.orNew(network.domain).with("localOnly", "yes");
    }
    network.dns = NetworkDnsXml.of(spec);
    network.vlan = spec.vlan().map(VlanXml::of).orElse(null);
    network.bandwidth = spec.bandwidth().map(BandwidthXml::of).orElse(null);
    spec.portGroups().forEach(g -> network.portGroups.add(PortGroupXml.of(g)));
    network.ips = NetworkIpXml.of(spec);
    spec.routes().forEach(r -> network.routes.add(NetworkRoutes.of(r)));
    return network;
  }

  private void forward(ForwardMode mode) {
    forward = NetworkForwardXml.of(mode);
    if (mode instanceof ForwardMode.HostBridge host) {
      bridge(host.name());
    } else if (mode instanceof ForwardMode.OvsBridge ovs) {
      bridge(ovs.name());
      virtualport = new ElementXml().with("type", "openvswitch");
    }
  }

  public String toXml() {
    return XmlText.document(Xml.tree(this));
  }

  /** Empty where there is none, which libvirt refuses. */
  public String name() {
    return ElementXml.textOrEmpty(name);
  }

  public Optional<UUID> uuid() {
    return Values.uuid(uuid);
  }

  /** Sets the UUID. */
  public void uuid(UUID newUuid) {
    uuid = ElementXml.ofText(newUuid.toString());
  }

  /** As {@code nat} or {@code bridge}; empty for an isolated network. */
  public Optional<String> forwardMode() {
    return Optional.ofNullable(forward).map(NetworkForwardXml::mode);
  }

  /** The name of the bridge that libvirt makes or uses. */
  public Optional<String> bridge() {
    return attributeOf(bridge, "name");
  }

  /** Sets the name of the bridge. */
  public void bridge(String bridgeName) {
    bridge = ElementXml.orNew(bridge).with("name", bridgeName);
  }

  /** The host's addresses, each with its DHCP service. */
  public List<NetworkIpXml> ips() {
    return ips;
  }

  /** The document as a spec, with what that does not model as raw XML. */
  public NetworkSpec toSpec() {
    NetworkXml rest = Xml.copy(NetworkXml.class, this);
    NetworkSpec spec = rest.take();
    Element raw = RawXml.restOrEmpty(Xml.tree(rest), Xml.tree(plain(spec)));
    return spec.toBuilder().rawXml(RawXml.fragments(raw)).build();
  }

  /** The spec without raw XML; says in its words, or takes away, what it has come to hold. */
  private NetworkSpec take() {
    NetworkSpec.Builder spec = NetworkSpec.builder().name(name()).uuid(uuid());
    uuid().ifPresent(this::uuid);
    spec.guestIpv6(isYes("ipv6")).trustGuestRxFilters(isYes("trustGuestRxFilters"));
    if (forward != null) {
      forward.sayAlike();
    }
    ForwardMode mode = forward();
    spec.forward(mode);
    spec.bridge(bridge().filter(b -> !onHost(mode)));
    spec.mac(attributeOf(mac, "address").map(Values::mac));
    attributeOf(mtu, "size").ifPresent(size -> spec.mtu(Values.number("mtu", size)));
    spec.domain(attributeOf(domain, "name"));
    spec.domainLocalOnly(attributeOf(domain, "name").isPresent() && domain.isYes("localOnly"));
    takeParts(spec);
    return spec.build();
  }

  private void takeParts(NetworkSpec.Builder spec) {
    if (dns != null) {
      dns.takeInto(spec);
    }
    spec.vlan(Optional.ofNullable(vlan).flatMap(VlanXml::toSpec));
    spec.bandwidth(Optional.ofNullable(bandwidth).flatMap(BandwidthXml::toSpec));
    portGroups.removeIf(g -> g.toSpec().map(spec::addPortGroup).isPresent());
    ips.forEach(ip -> ip.takeInto(spec));
    ips.stream()
        .filter(ip -> !ip.isV6() && ip.address().isPresent())
        .findFirst()
        .ifPresent(ip -> ip.takeBootInto(spec));
    routes.removeIf(r -> NetworkRoutes.toSpec(r).map(spec::addRoute).isPresent());
  }

  private static boolean onHost(ForwardMode mode) {
    return mode instanceof ForwardMode.HostBridge || mode instanceof ForwardMode.OvsBridge;
  }

  /** Isolated also where a spec has no word for the mode, which is then raw XML. */
  private ForwardMode forward() {
    Optional<ForwardMode> mode = Optional.ofNullable(forward).flatMap(NetworkForwardXml::toSpec);
    boolean ovs = attributeOf(virtualport, "type").equals(Optional.of("openvswitch"));
    return bridge()
        .filter(b -> forwardMode().equals(Optional.of("bridge")))
        .map(b -> ovs ? ForwardMode.openVswitch(b) : ForwardMode.bridge(b))
        .or(() -> mode)
        .orElseGet(ForwardMode::isolated);
  }
}
