package io.kvmsdk.internal.xml;

import io.kvmsdk.network.DnsHost;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a network's DNS server answers by itself: {@code <dns>}. */
@XmlType(propOrder = {"hosts", "content"})
final class NetworkDnsXml extends OpenXml {
  @XmlElement(name = "host")
  private List<Host> hosts = new ArrayList<>();

  NetworkDnsXml() {}

  static NetworkDnsXml of(List<DnsHost> hosts) {
    NetworkDnsXml dns = new NetworkDnsXml();
    hosts.forEach(h -> dns.hosts.add(Host.of(h)));
    return dns;
  }

  /** Takes away the hosts that a spec can say. */
  List<DnsHost> takeHosts() {
    List<DnsHost> taken = new ArrayList<>();
    hosts.removeIf(h -> h.toSpec().map(taken::add).orElse(false));
    return taken;
  }

  /** An address and its names. */
  @XmlType(
      name = "dnsHost",
      propOrder = {"names", "content"})
  static final class Host extends OpenXml {
    @XmlElement(name = "hostname")
    private List<ElementXml> names = new ArrayList<>();

    Host() {}

    static Host of(DnsHost spec) {
      Host host = new Host();
      host.attribute("ip", spec.ip().getHostAddress());
      spec.names().forEach(n -> host.names.add(ElementXml.ofText(n)));
      return host;
    }

    Optional<DnsHost> toSpec() {
      boolean plain = holdsOnly("ip") && names.stream().allMatch(ElementXml::holdsOnlyText);
      return attribute("ip")
          .filter(ip -> plain)
          .map(ip -> new DnsHost(Values.ip(ip), names.stream().map(OpenXml::text).toList()));
    }
  }
}
