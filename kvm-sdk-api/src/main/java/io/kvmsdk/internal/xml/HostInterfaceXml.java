package io.kvmsdk.internal.xml;

import io.kvmsdk.value.MacAddress;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** libvirt's {@code <interface>} document: a network card, bridge, bond or VLAN of the host. */
@XmlRootElement(name = "interface")
@XmlType(
    name = "hostInterface",
    propOrder = {"start", "mac", "link", "mtu", "protocols", "bridge", "bond", "vlan", "content"})
@SuppressWarnings("UnusedVariable") // fields that keep elements in their places
public final class HostInterfaceXml extends OpenXml {
  private ElementXml start;
  private ElementXml mac;
  private ElementXml link;
  private ElementXml mtu;

  @XmlElement(name = "protocol")
  private List<ElementXml> protocols = new ArrayList<>();

  private ElementXml bridge;
  private ElementXml bond;
  private ElementXml vlan;

  HostInterfaceXml() {}

  /**
   * Reads libvirt's document.
   *
   * @throws io.kvmsdk.error.InvalidSpecException if {@code xml} is malformed or another document
   */
  public static HostInterfaceXml parse(String xml) {
    return Xml.read(HostInterfaceXml.class, "interface", xml);
  }

  public String toXml() {
    return XmlText.document(Xml.tree(this));
  }

  /** {@code ethernet}, {@code bridge}, {@code bond} or {@code vlan}. */
  public String type() {
    return attribute("type").orElse("");
  }

  public String name() {
    return attribute("name").orElse("");
  }

  public Optional<MacAddress> mac() {
    return attributeOf(mac, "address").map(Values::mac);
  }

  /** As {@code up} or {@code down}. */
  public Optional<String> linkState() {
    return attributeOf(link, "state");
  }

  /** The largest packet in bytes. */
  public OptionalInt mtu() {
    return Values.number("mtu", attributeOf(mtu, "size"));
  }

  /** The host's addresses on it, of both IP versions. */
  public List<InetAddress> addresses() {
    return DomPath.of(this).child("protocol").child("ip").attributes("address").stream()
        .map(Values::ip)
        .toList();
  }

  /** The names of the interfaces that a bridge or bond is made of, or that a VLAN lies on. */
  public List<String> members() {
    DomPath all = DomPath.of(this);
    return all.child(type()).child("interface").attributes("name");
  }
}
