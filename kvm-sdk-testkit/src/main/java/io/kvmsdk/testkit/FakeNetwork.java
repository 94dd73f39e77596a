package io.kvmsdk.testkit;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.internal.driver.KnownFailure;
import io.kvmsdk.internal.driver.NetworkDriver;
import io.kvmsdk.internal.driver.ObjectRef;
import io.kvmsdk.internal.xml.NetworkDifference;
import io.kvmsdk.internal.xml.NetworkIpXml;
import io.kvmsdk.internal.xml.NetworkSection;
import io.kvmsdk.internal.xml.NetworkXml;
import io.kvmsdk.internal.xml.XmlTree;
import io.kvmsdk.network.DhcpHost;
import io.kvmsdk.network.DhcpLease;
import io.kvmsdk.network.DhcpRange;
import io.kvmsdk.network.NetworkEvent;
import io.kvmsdk.network.NetworkEvent.Lifecycle.Kind;
import io.kvmsdk.network.NetworkFilter;
import io.kvmsdk.value.Cidr;
import io.kvmsdk.value.MacAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.w3c.dom.Element;

/** A virtual network of a fake host, and its DHCP service. Guarded by the host's clock. */
final class FakeNetwork implements Registry.Entry {
  static final Filters<NetworkFilter> FILTERS = new Filters<>(NetworkFilter.values(), 2, 2, 2);

  /** dnsmasq's default. */
  private static final Duration LEASE_TIME = Duration.ofHours(1);

  private final FakeHost host;
  private final ObjectRef ref;
  private final List<DhcpLease> leases = new ArrayList<>();
  private NetworkXml definition;
  private NetworkXml document;
  private boolean active;
  private boolean autostart;
  private boolean persistent;

  FakeNetwork(FakeHost host, ObjectRef ref) {
    this.host = host;
    this.ref = ref;
  }

  @Override
  public ObjectRef ref() {
    return ref;
  }

  void define(NetworkXml newDocument) {
    definition = newDocument;
    document = active ? document : newDocument;
    persistent = true;
    tell(Kind.DEFINED);
  }

  String definitionXml() {
    return (persistent ? definition : document).toXml();
  }

  boolean persistent() {
    return persistent;
  }

  /** Changes the network while it is active, by libvirt's rules. */
  void update(NetworkDriver.Command command, NetworkSection section, int index, Element element) {
    require(active, "is not active");
    Element network = XmlTree.parse(document.toXml());
    Optional<Element> given = Optional.of(element);
    boolean adds = command == NetworkDriver.Command.ADD_LAST;
    NetworkDifference difference =
        new NetworkDifference(
            Optional.of(section),
            "",
            index < 0 ? "" : document.ips().get(index).attribute("address").orElse(""),
            adds ? Optional.empty() : given,
            command == NetworkDriver.Command.DELETE ? Optional.empty() : given);
    require(
        difference.in(network).isPresent() != adds,
        section.words(element) + (adds ? " is there already" : " is not there"));
    require(
        !adds || section != NetworkSection.DHCP_HOST || !served(element.getAttribute("ip")),
        "there is an existing dhcp host entry that matches " + section.words(element));
    difference.make(network, network);
    document = NetworkXml.parse(XmlTree.text(network));
  }

  String xml() {
    return document.toXml();
  }

  private boolean served(String address) {
    return document.ips().stream()
        .flatMap(ip -> ip.dhcpHosts().stream())
        .anyMatch(h -> h.ip().getHostAddress().equals(address));
  }

  Optional<String> bridge() {
    return document.bridge();
  }

  boolean is(NetworkFilter filter) {
    return switch (filter) {
      case INACTIVE -> !active;
      case ACTIVE -> active;
      case PERSISTENT -> persistent;
      case TRANSIENT -> !persistent;
      case AUTOSTART -> autostart;
      case NO_AUTOSTART -> !autostart;
    };
  }

  boolean active() {
    return active;
  }

  boolean autostart() {
    return autostart;
  }

  void autostart(boolean on) {
    require(persistent, "is transient, and cannot be started by itself");
    autostart = on;
  }

  void start() {
    startAs(definition);
  }

  /** Starts it as {@code wanted} says, whatever its definition says, if it has one. */
  void startAs(NetworkXml wanted) {
    require(!active, "is already active");
    NetworkXml before = document;
    document = NetworkXml.parse(wanted.toXml());
    try {
      refuseTakenSubnet();
    } catch (RuntimeException e) {
      document = before;
      throw e;
    }
    active = true;
    tell(Kind.STARTED);
  }

  private void refuseTakenSubnet() {
    for (FakeNetwork other : host.networks.all()) {
      if (other.active && overlaps(other)) {
        throw KnownFailure.SUBNET_TAKEN.exception(
            host.networks.subject(ref.name()),
            "has addresses of the active network '" + other.ref.name() + "'",
            Map.of("interface", other.bridge().orElse(other.ref.name())));
      }
    }
  }

  private boolean overlaps(FakeNetwork other) {
    return addresses().stream()
        .anyMatch(
            mine ->
                other.addresses().stream()
                    .anyMatch(a -> a.contains(mine.address()) || mine.contains(a.address())));
  }

  private List<Cidr> addresses() {
    return document.ips().stream().map(NetworkIpXml::address).flatMap(Optional::stream).toList();
  }

  /** One that was undefined while it was active is gone then. */
  void destroy() {
    require(active, "is not active");
    active = false;
    document = definition;
    leases.clear();
    tell(Kind.STOPPED);
    if (!persistent) {
      host.networks.remove(this);
    }
  }

  /** As libvirt, which lets an active network go on until it is destroyed. */
  void undefine() {
    persistent = false;
    autostart = false;
    tell(Kind.UNDEFINED);
    if (!active) {
      host.networks.remove(this);
    }
  }

  private void tell(Kind kind) {
    host.emit(new NetworkEvent.Lifecycle(ref.uuid(), ref.name(), kind));
  }

  /** Those that have not run out. */
  List<DhcpLease> leases() {
    return leases.stream().filter(l -> l.expiry().isAfter(host.clock.instant())).toList();
  }

  /** Gives {@code mac} an address for each IP version served, or renews what it has. */
  void lease(MacAddress mac, String hostname) {
    for (NetworkIpXml ip : document.ips()) {
      ip.address().flatMap(own -> choose(ip, own, mac)).ifPresent(a -> lease(mac, a, hostname));
    }
  }

  private void lease(MacAddress mac, Cidr address, String hostname) {
    leases.removeIf(l -> l.ip().equals(address));
    leases.add(
        new DhcpLease(mac, address, Optional.of(hostname), host.clock.instant().plus(LEASE_TIME)));
  }

  /** Its static lease, else the one it has, else the first that is free. */
  private Optional<Cidr> choose(NetworkIpXml ip, Cidr own, MacAddress mac) {
    return ip.dhcpHosts().stream()
        .filter(h -> h.mac().equals(mac))
        .map(DhcpHost::ip)
        .findFirst()
        .or(() -> leased(own, mac))
        .or(() -> free(ip, own))
        .map(address -> new Cidr(address, own.prefix()));
  }

  private Optional<InetAddress> leased(Cidr own, MacAddress mac) {
    return leases.stream()
        .filter(l -> l.mac().equals(mac))
        .map(l -> l.ip().address())
        .filter(own::contains)
        .findFirst();
  }

  private Optional<InetAddress> free(NetworkIpXml ip, Cidr own) {
    List<InetAddress> taken =
        new ArrayList<>(leases().stream().map(l -> l.ip().address()).toList());
    ip.dhcpHosts().forEach(h -> taken.add(h.ip()));
    for (DhcpRange range : ip.dhcpRanges()) {
      long n = 0;
      while (!own.host(n).equals(range.start())) {
        n++;
      }
      InetAddress next = own.host(n);
      while (taken.contains(next) && !next.equals(range.end())) {
        next = own.host(++n);
      }
      if (!taken.contains(next)) {
        return Optional.of(next);
      }
    }
    return Optional.empty();
  }

  private void require(boolean condition, String problem) {
    if (!condition) {
      throw new ConflictException(host.networks.subject(ref.name()), problem, "");
    }
  }
}
