package io.kvmsdk.internal.xml;

import io.kvmsdk.value.MacAddress;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.Optional;
import java.util.UUID;

/** libvirt's {@code <networkport>} document: where a guest's card is plugged into a network. */
@XmlRootElement(name = "networkport")
@XmlType(
    name = "networkPort",
    propOrder = {"uuid", "owner", "group", "mac", "content"})
public final class NetworkPortXml extends OpenXml {
  private ElementXml uuid;
  private OwnerXml owner;
  private ElementXml group;
  private ElementXml mac;

  NetworkPortXml() {}

  /**
   * Reads libvirt's document.
   *
   * @throws io.kvmsdk.error.InvalidSpecException if {@code xml} is malformed or another document
   */
  public static NetworkPortXml parse(String xml) {
    return Xml.read(NetworkPortXml.class, "networkport", xml);
  }

  public String toXml() {
    return XmlText.document(Xml.tree(this));
  }

  public Optional<UUID> uuid() {
    return Values.uuid(uuid);
  }

  /** The domain's name. */
  public Optional<String> ownerName() {
    return Optional.ofNullable(owner).flatMap(OwnerXml::name);
  }

  /** The domain's UUID. */
  public Optional<UUID> ownerUuid() {
    return Optional.ofNullable(owner).flatMap(OwnerXml::uuid);
  }

  /** The name of the network's port group. */
  public Optional<String> portGroup() {
    return Optional.ofNullable(ElementXml.text(group));
  }

  public Optional<MacAddress> mac() {
    return attributeOf(mac, "address").map(Values::mac);
  }
}
