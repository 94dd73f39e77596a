package io.kvmsdk.internal.xml;

import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** libvirt's {@code <device>} document: a device of the host. */
@XmlRootElement(name = "device")
@XmlType(
    name = "nodeDevice",
    propOrder = {"name", "path", "devnodes", "parent", "driver", "content"})
public final class NodeDeviceXml extends OpenXml {
  private ElementXml name;
  private ElementXml path;

  @XmlElement(name = "devnode")
  private List<ElementXml> devnodes = new ArrayList<>();

  private ElementXml parent;
  private NamedXml driver;

  NodeDeviceXml() {}

  /**
   * Reads libvirt's document.
   *
   * @throws io.kvmsdk.error.InvalidSpecException if {@code xml} is malformed or another document
   */
  public static NodeDeviceXml parse(String xml) {
    return Xml.read(NodeDeviceXml.class, "device", xml);
  }

  public String toXml() {
    return XmlText.document(Xml.tree(this));
  }

  /** As {@code pci_0000_00_02_0}. */
  public String name() {
    return ElementXml.textOrEmpty(name).strip();
  }

  /** Its folder in the host's {@code /sys}. */
  public Optional<String> path() {
    return Optional.ofNullable(ElementXml.text(path)).map(String::strip);
  }

  /** Its file in the host's {@code /dev}. */
  public Optional<String> deviceNode() {
    return devnodes.stream()
        .filter(n -> n.attribute("type").filter("dev"::equals).isPresent())
        .map(n -> n.text().strip())
        .findFirst();
  }

  /** The links in the host's {@code /dev} to {@link #deviceNode}. */
  public List<String> deviceLinks() {
    return devnodes.stream()
        .filter(n -> n.attribute("type").filter("link"::equals).isPresent())
        .map(n -> n.text().strip())
        .toList();
  }

  /** The name of the device that it hangs on. */
  public Optional<String> parent() {
    return Optional.ofNullable(ElementXml.text(parent)).map(String::strip);
  }

  /** The name of the host's driver that holds it, as {@code vfio-pci}. */
  public Optional<String> driver() {
    return Optional.ofNullable(NamedXml.name(driver));
  }

  /** What it is; some devices are several things at once. */
  public List<NodeCapability> capabilities() {
    return NodeCapability.of(DomPath.of(this).child("capability"));
  }

  /** What it is as a device of the type {@code type}, as {@code pci}. */
  public Optional<NodeCapability> capability(String type) {
    return capabilities().stream().filter(c -> c.type().equals(type)).findFirst();
  }
}
