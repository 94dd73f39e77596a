package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.InterfaceSource;
import io.kvmsdk.domain.InterfaceSpec;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.value.MacAddress;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.Optional;
import java.util.OptionalInt;

/** A network interface: {@code <interface>}. */
@XmlRootElement(name = "interface")
@XmlType(
    propOrder = {
      "mac",
      "source",
      "virtualport",
      "vlan",
      "target",
      "model",
      "link",
      "boot",
      "content"
    })
public final class InterfaceXml extends OpenXml {
  private static final String OPEN_VSWITCH = "openvswitch";

  private ElementXml mac;
  private ElementXml source;
  private ElementXml virtualport;
  private VlanXml vlan;
  private ElementXml target;
  private ElementXml model;
  private ElementXml link;
  private ElementXml boot;

  InterfaceXml() {}

  /** The element for {@code spec}. */
  public static InterfaceXml of(InterfaceSpec spec) {
    return Xml.with(spec.rawXml(), InterfaceXml.class, plain(spec));
  }

  private static InterfaceXml plain(InterfaceSpec spec) {
    InterfaceXml xml = new InterfaceXml();
    xml.source(spec.source());
    spec.mac().ifPresent(xml::mac);
    xml.target = spec.target().map(t -> new ElementXml().with("dev", t)).orElse(null);
    xml.model = new ElementXml().with("type", spec.model());
    xml.link = spec.linkUp() ? null : new ElementXml().with("state", "down");
    if (spec.bootOrder().isPresent()) {
      xml.boot = new ElementXml().with("order", spec.bootOrder().getAsInt());
    }
    return xml;
  }

  private void source(InterfaceSource from) {
    source = new ElementXml();
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
      vlan = VlanXml.of(ovs.tag(), ovs.trunks());
    } else if (from instanceof InterfaceSource.Direct direct) {
      attribute("type", "direct");
      source.with("dev", direct.device()).with("mode", "bridge");
    } else {
      attribute("type", "user");
      source = null;
    }
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

  public Optional<VlanXml> vlan() {
    return Optional.ofNullable(vlan);
  }

  /** Whether the cable is in. */
  public boolean linkUp() {
    return !attributeOf(link, "state").equals(Optional.of("down"));
  }

  /** The place in the boot order, from 1. */
  public OptionalInt bootOrder() {
    return attributeOf(boot, "order")
        .map(o -> OptionalInt.of(Values.number("boot order", o)))
        .orElse(OptionalInt.empty());
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
        .build();
  }

  private Optional<InterfaceSource> source() {
    return switch (type()) {
      case "network" ->
          network().map(n -> new InterfaceSource.Network(n, attributeOf(source, "portgroup")));
      case "bridge" -> bridge().map(this::bridge);
      case "direct" -> device().map(InterfaceSource::direct);
      case "user" -> Optional.of(InterfaceSource.user());
      default -> Optional.empty();
    };
  }

  private InterfaceSource bridge(String name) {
    if (!virtualPort().equals(Optional.of(OPEN_VSWITCH))) {
      return InterfaceSource.bridge(name);
    }
    return vlan == null
        ? InterfaceSource.ovs(name)
        : new InterfaceSource.Ovs(name, vlan.tag(), vlan.trunks());
  }

  private Optional<InterfaceSpec> withRest(InterfaceSpec spec) {
    InterfaceXml whole = Xml.copy(InterfaceXml.class, this);
    mac().ifPresent(whole::mac);
    whole.link = linkUp() ? null : link;
    return RawXml.restOfDevice(Xml.tree(whole), Xml.tree(plain(spec)))
        .map(raw -> spec.toBuilder().rawXml(raw).build());
  }
}
