package io.kvmsdk.internal.xml;

import io.kvmsdk.value.MacAddress;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.Optional;
import java.util.UUID;

/** libvirt's {@code <filterbinding>} document: which network filter holds for a guest's card. */
@XmlRootElement(name = "filterbinding")
@XmlType(propOrder = {"owner", "portdev", "linkdev", "mac", "filterref", "content"})
@SuppressWarnings("UnusedVariable") // fields that keep elements in their places
public final class NwFilterBindingXml extends OpenXml {
  private OwnerXml owner;
  private ElementXml portdev;
  private ElementXml linkdev;
  private ElementXml mac;
  private FilterRefXml filterref;

  NwFilterBindingXml() {}

  /**
   * Reads libvirt's document.
   *
   * @throws io.kvmsdk.error.InvalidSpecException if {@code xml} is malformed or another document
   */
  public static NwFilterBindingXml parse(String xml) {
    return Xml.read(NwFilterBindingXml.class, "filterbinding", xml);
  }

  public String toXml() {
    return XmlText.document(Xml.tree(this));
  }

  /** The domain's name. */
  public Optional<String> ownerName() {
    return Optional.ofNullable(owner).flatMap(OwnerXml::name);
  }

  /** The domain's UUID. */
  public Optional<UUID> ownerUuid() {
    return Optional.ofNullable(owner).flatMap(OwnerXml::uuid);
  }

  /** The host's end of the guest's card, as {@code vnet0}. */
  public Optional<String> portDevice() {
    return attributeOf(portdev, "name");
  }

  public Optional<MacAddress> mac() {
    return attributeOf(mac, "address").map(Values::mac);
  }

  public Optional<FilterRefXml> filter() {
    return Optional.ofNullable(filterref);
  }
}
