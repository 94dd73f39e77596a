package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.FilterReference;
import io.kvmsdk.domain.InterfaceSource;
import io.kvmsdk.domain.InterfaceSpec;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.value.MacAddress;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** A network interface: {@code <interface>}. */
@XmlRootElement(name = "interface")
@XmlType(
    propOrder = {
      "mac",
      "source",
      "virtualport",
      "vlan",
      "bandwidth",
      "ips",
      "routes",
      "script",
      "downscript",
      "backenddomain",
      "target",
      "guest",
      "model",
      "driver",
      "backend",
      "filterref",
      "tune",
      "link",
      "mtu",
      "coalesce",
      "port",
      "teaming",
      "boot",
      "rom",
      "acpi",
      "content",
      "alias",
      "address"
    })
@SuppressWarnings("UnusedVariable") // fields that keep elements in their places
public final class InterfaceXml extends DeviceXml {
  private static final String OPEN_VSWITCH = "openvswitch";

  private ElementXml mac;
  private InterfaceSourceXml source;
  private ElementXml virtualport;
  private VlanXml vlan;
  private BandwidthXml bandwidth;

  @XmlElement(name = "ip")
  private List<ElementXml> ips = new ArrayList<>();

  @XmlElement(name = "route")
  private List<ElementXml> routes = new ArrayList<>();

  private ElementXml script;
  private ElementXml downscript;
  private ElementXml backenddomain;
  private ElementXml target;
  private ElementXml guest;
  private ElementXml model;
  private ElementXml driver;
  private ElementXml backend;
  private FilterRefXml filterref;
  private ElementXml tune;
  private ElementXml link;
  private ElementXml mtu;
  private ElementXml coalesce;
  private ElementXml port;
  private ElementXml teaming;
  private ElementXml boot;
  private ElementXml rom;
  private ElementXml acpi;

  InterfaceXml() {}

  /** The element for {@code spec}. */
  public static InterfaceXml of(InterfaceSpec spec) {
    return Xml.with(spec.rawXml(), InterfaceXml.class, plain(spec));
  }

  private static InterfaceXml plain(InterfaceSpec spec) {
    InterfaceXml xml = new InterfaceXml();
    xml.source(spec.source());
    xml.vlan = spec.vlan().map(VlanXml::of).orElse(null);
    spec.mac().ifPresent(xml::mac);
    xml.target = spec.target().map(t -> new ElementXml().with("dev", t)).orElse(null);
    boolean emulated = !(spec.source() instanceof InterfaceSource.HostCard);
    xml.model = emulated ? new ElementXml().with("type", spec.model()) : null;
    xml.link = spec.linkUp() ? null : new ElementXml().with("state", "down");
    xml.mtu = new ElementXml().with("size", Values.text(spec.mtu())).orNull();
    xml.driver = new ElementXml().with("queues", Values.text(spec.queues())).orNull();
    xml.bandwidth = spec.bandwidth().map(BandwidthXml::of).orElse(null);
    xml.filterref = spec.filter().map(InterfaceXml::filter).orElse(null);
    xml.port = spec.isolated() ? new ElementXml().with("isolated", "yes") : null;
    if (spec.bootOrder().isPresent()) {
      xml.boot = new ElementXml().with("order", spec.bootOrder().getAsInt());
    }
    return xml;
  }

  private static FilterRefXml filter(FilterReference filter) {
    FilterRefXml xml = FilterRefXml.of(filter.filter());
    new TreeMap<>(filter.parameters())
        .forEach((name, values) -> values.forEach(value -> xml.parameter(name, value)));
    return xml;
  }

  private void source(InterfaceSource from) {
    source = new InterfaceSourceXml();
    if (from instanceof InterfaceSource.Network network) {
      attribute("type", "network");
      source.with("network", network.name());
      source.with("portgroup", network.portGroup().orElse(null));
    } else if (from instanceof InterfaceSource.Bridge bridge) {
      attribute("type", "bridge");
      source.with("bridge", bridge.name());
    } else if (from instanceof InterfaceSource.Ovs ovs) {
      attribute("type", "bridge");
      source.with("bridge", ovs.bridge());
      virtualport = new ElementXml().with("type", OPEN_VSWITCH);
    } else if (from instanceof InterfaceSource.Direct direct) {
      attribute("type", "direct");
      source.with("dev", direct.device()).with("mode", direct.mode());
    } else if (from instanceof InterfaceSource.HostCard card) {
      attribute("type", "hostdev");
      attribute("managed", Values.yesNo(card.managed()));
      source.address = Values.pciAddress(card.address()).with("type", "pci");
    } else if (from instanceof InterfaceSource.VhostUser user) {
      attribute("type", "vhostuser");
      source.with("type", "unix").with("path", user.socket());
      source.with("mode", user.listen() ? "server" : "client");
    } else {
      attribute("type", "user");
      source = null;
    }
  }

  /** The element alone. */
  public String toXml() {
    return XmlText.fragment(Xml.tree(this));
  }

  /** What it is plugged into: {@code network}, {@code bridge}, {@code direct}, {@code user}, …. */
  public String type() {
    return attribute("type").orElse("");
  }

  public Optional<MacAddress> mac() {
    return attributeOf(mac, "address").map(Values::mac);
  }

  /** Sets the MAC address. */
  public void mac(MacAddress address) {
    mac = ElementXml.orNew(mac).with("address", address);
  }

  /** The libvirt network, for type {@code network}. */
  public Optional<String> network() {
    return attributeOf(source, "network");
  }

  /** The bridge, for type {@code bridge}. */
  public Optional<String> bridge() {
    return attributeOf(source, "bridge");
  }

  /** The host's interface, for type {@code direct}. */
  public Optional<String> device() {
    return attributeOf(source, "dev");
  }

  /** The emulated card, as {@code virtio}. */
  public Optional<String> model() {
    return attributeOf(model, "type");
  }

  /** The name of the host's end, as {@code vnet0}. */
  public Optional<String> target() {
    return attributeOf(target, "dev");
  }

  /** The kind of switch port, as {@code openvswitch}. */
  public Optional<String> virtualPort() {
    return attributeOf(virtualport, "type");
  }

  /** Whether the cable is in. */
  public boolean linkUp() {
    return !attributeOf(link, "state").equals(Optional.of("down"));
  }

  /** The place in the boot order, from 1. */
  public OptionalInt bootOrder() {
    return Values.number("boot order", attributeOf(boot, "order"));
  }

  /**
   * The interface as a spec, with what that does not model as raw XML; empty where a spec cannot
   * say what it is plugged into, as for a passed-through device.
   */
  public Optional<InterfaceSpec> toSpec() {
    try {
      return source().map(this::modelled).flatMap(this::withRest);
    } catch (InvalidSpecException beyondSpecs) {
      return Optional.empty();
    }
  }

  private InterfaceSpec modelled(InterfaceSource from) {
    return InterfaceSpec.builder()
        .source(from)
        .mac(mac())
        .model(model().orElse("virtio"))
        .target(target())
        .linkUp(linkUp())
        .bootOrder(bootOrder())
        .mtu(numberOf(mtu, "size"))
        .queues(numberOf(driver, "queues"))
        .bandwidth(Optional.ofNullable(bandwidth).flatMap(BandwidthXml::toSpec))
        .vlan(Optional.ofNullable(vlan).flatMap(VlanXml::toSpec))
        .filter(
            Optional.ofNullable(filterref)
                .map(f -> new FilterReference(f.filter(), f.parameters())))
        .isolated(port != null && port.isYes("isolated"))
        .build();
  }

  private Optional<InterfaceSource> source() {
    return switch (type()) {
      case "network" ->
          network().map(n -> new InterfaceSource.Network(n, attributeOf(source, "portgroup")));
      case "bridge" -> bridge().map(this::bridge);
      case "direct" ->
          device()
              .map(d -> new InterfaceSource.Direct(d, attributeOf(source, "mode").orElse("vepa")));
      case "hostdev" ->
          Optional.ofNullable(source)
              .flatMap(s -> Optional.ofNullable(s.address))
              .map(a -> new InterfaceSource.HostCard(Values.pciAddress(a), isYes("managed")));
      case "vhostuser" ->
          attributeOf(source, "path")
              .map(
                  p ->
                      new InterfaceSource.VhostUser(
                          p, attributeOf(source, "mode").equals(Optional.of("server"))));
      case "user" -> Optional.of(InterfaceSource.user());
      default -> Optional.empty();
    };
  }

  private InterfaceSource bridge(String name) {
    return virtualPort().equals(Optional.of(OPEN_VSWITCH))
        ? InterfaceSource.ovs(name)
        : InterfaceSource.bridge(name);
  }

  private Optional<InterfaceSpec> withRest(InterfaceSpec spec) {
    InterfaceXml whole = Xml.copy(InterfaceXml.class, this);
    mac().ifPresent(whole::mac);
    whole.link = linkUp() ? null : link;
    return RawXml.restOfDevice(Xml.tree(whole), Xml.tree(plain(spec)))
        .map(raw -> spec.toBuilder().rawXml(raw).build());
  }
}
