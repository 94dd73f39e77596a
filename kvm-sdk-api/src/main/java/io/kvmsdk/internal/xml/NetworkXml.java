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
    propOrder = {"name", "uuid", "forward", "bridge", "mtu", "domain", "dns", "ips", "content"})
public final class NetworkXml extends OpenXml {
  private ElementXml name;
  private ElementXml uuid;
  private ElementXml forward;
  private ElementXml bridge;
  private ElementXml mtu;
  private ElementXml domain;
  private NetworkDnsXml dns;

  @XmlElement(name = "ip")
  private List<NetworkIpXml> ips = new ArrayList<>();

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
    network.name = ElementXml.ofText(spec.name());
    spec.uuid().ifPresent(network::uuid);
    network.forward(spec.forward());
    spec.bridge().ifPresent(network::bridge);
    spec.mtu().ifPresent(size -> network.mtu = new ElementXml().with("size", size));
    spec.domain().ifPresent(d -> network.domain = new ElementXml().with("name", d));
    network.dns = spec.dnsHosts().isEmpty() ? null : NetworkDnsXml.of(spec.dnsHosts());
    network.ips = NetworkIpXml.of(spec);
    return network;
  }

  private void forward(ForwardMode mode) {
    if (mode instanceof ForwardMode.Nat nat) {
      forward = new ElementXml().with("mode", "nat").with("dev", nat.device().orElse(null));
    } else if (mode instanceof ForwardMode.Routed routed) {
      forward = new ElementXml().with("mode", "route").with("dev", routed.device().orElse(null));
    } else if (mode instanceof ForwardMode.HostBridge host) {
      forward = new ElementXml().with("mode", "bridge");
      bridge(host.name());
    }
  }

  public String toXml() {
    return XmlText.document(Xml.tree(this));
  }

  /** Empty where there is none, which libvirt refuses. */
  public String name() {
    return name == null ? "" : name.text();
  }

  public Optional<UUID> uuid() {
    return Optional.ofNullable(uuid).map(u -> Values.uuid(u.text()));
  }

  /** Sets the UUID. */
  public void uuid(UUID newUuid) {
    uuid = ElementXml.ofText(newUuid.toString());
  }

  /** As {@code nat} or {@code bridge}; empty for an isolated network. */
  public Optional<String> forwardMode() {
    return Optional.ofNullable(forward).map(f -> f.attribute("mode").orElse("nat"));
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
    ForwardMode mode = forward();
    if (mode instanceof ForwardMode.Nat) {
      forward.attribute("mode", "nat");
    }
    spec.forward(mode);
    spec.bridge(bridge().filter(b -> !(mode instanceof ForwardMode.HostBridge)));
    attributeOf(mtu, "size").ifPresent(size -> spec.mtu(Values.number("mtu", size)));
    spec.domain(attributeOf(domain, "name"));
    if (dns != null) {
      spec.dnsHosts(dns.takeHosts());
    }
    ips.forEach(ip -> ip.takeInto(spec));
    return spec.build();
  }

  /** Isolated also where a spec has no word for the mode, which is then raw XML. */
  private ForwardMode forward() {
    Optional<String> device = attributeOf(forward, "dev");
    return switch (forwardMode().orElse("")) {
      case "nat" -> new ForwardMode.Nat(device);
      case "route" -> new ForwardMode.Routed(device);
      case "bridge" -> bridge().map(ForwardMode::bridge).orElseGet(ForwardMode::isolated);
      default -> ForwardMode.isolated();
    };
  }
}
