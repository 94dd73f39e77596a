package io.kvmsdk.internal.xml;

import io.kvmsdk.network.DnsForwarder;
import io.kvmsdk.network.DnsHost;
import io.kvmsdk.network.DnsService;
import io.kvmsdk.network.DnsTxt;
import io.kvmsdk.network.NetworkSpec;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A network's DNS server: {@code <dns>}. */
@XmlType(
    name = "networkDns",
    propOrder = {"forwarders", "txts", "services", "hosts", "content"})
final class NetworkDnsXml extends OpenXml {
  @XmlElement(name = "forwarder")
  private List<ElementXml> forwarders = new ArrayList<>();

  @XmlElement(name = "txt")
  private List<ElementXml> txts = new ArrayList<>();

  @XmlElement(name = "srv")
  private List<ElementXml> services = new ArrayList<>();

  @XmlElement(name = "host")
  private List<Host> hosts = new ArrayList<>();

  NetworkDnsXml() {}

  /** Null where the spec leaves all to libvirt. */
  static NetworkDnsXml of(NetworkSpec spec) {
    NetworkDnsXml dns = new NetworkDnsXml();
    dns.attribute("enable", spec.dns() ? null : "no");
    spec.dnsForwarders().forEach(f -> dns.forwarders.add(forwarder(f)));
    spec.dnsTxts()
        .forEach(
            t -> dns.txts.add(new ElementXml().with("name", t.name()).with("value", t.value())));
    spec.dnsServices().forEach(s -> dns.services.add(service(s)));
    spec.dnsHosts().forEach(h -> dns.hosts.add(Host.of(h)));
    return dns.isEmpty() ? null : dns;
  }

  private boolean isEmpty() {
    return holdsOnly()
        && forwarders.isEmpty()
        && txts.isEmpty()
        && services.isEmpty()
        && hosts.isEmpty();
  }

  /** Gives {@code spec} what it can say, and takes that away here. */
  void takeInto(NetworkSpec.Builder spec) {
    spec.dns(!attribute("enable").equals(Optional.of("no")));
    forwarders.removeIf(f -> forwarder(f).map(spec::addDnsForwarder).isPresent());
    txts.removeIf(t -> txt(t).map(spec::addDnsTxt).isPresent());
    services.removeIf(s -> service(s).map(spec::addDnsService).isPresent());
    hosts.removeIf(h -> h.toSpec().map(spec::addDnsHost).isPresent());
  }

  private static ElementXml forwarder(DnsForwarder spec) {
    return new ElementXml()
        .with("addr", spec.address().map(a -> a.getHostAddress()).orElse(null))
        .with("domain", spec.domain().orElse(null));
  }

  private static Optional<DnsForwarder> forwarder(ElementXml element) {
    return element.holdsOnly("addr", "domain")
        ? Optional.of(
            new DnsForwarder(
                element.attribute("addr").map(Values::ip), element.attribute("domain")))
        : Optional.empty();
  }

  private static Optional<DnsTxt> txt(ElementXml element) {
    return element
        .attribute("name")
        .filter(n -> element.holdsOnly("name", "value"))
        .map(n -> new DnsTxt(n, element.attribute("value").orElse("")));
  }

  private static ElementXml service(DnsService spec) {
    return new ElementXml()
        .with("service", spec.service())
        .with("protocol", spec.protocol())
        .with("domain", spec.domain().orElse(null))
        .with("target", spec.target().orElse(null))
        .with("port", orNull(spec.port()))
        .with("priority", orNull(spec.priority()))
        .with("weight", orNull(spec.weight()));
  }

  private static Optional<DnsService> service(ElementXml element) {
    boolean plain =
        element.holdsOnly("service", "protocol", "domain", "target", "port", "priority", "weight");
    return element
        .attribute("service")
        .filter(s -> plain)
        .map(
            s ->
                new DnsService(
                    s,
                    element.attribute("protocol").orElse(""),
                    element.attribute("domain"),
                    element.attribute("target"),
                    element.number("port"),
                    element.number("priority"),
                    element.number("weight")));
  }

  private static Integer orNull(OptionalInt number) {
    return number.isPresent() ? number.getAsInt() : null;
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
