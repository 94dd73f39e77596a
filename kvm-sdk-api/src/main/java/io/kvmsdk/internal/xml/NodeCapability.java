package io.kvmsdk.internal.xml;

import java.util.List;
import java.util.Optional;
import org.w3c.dom.Element;

/**
 * {@code <capability>}: what a device of the host is, or can do. Which elements it has depends on
 * its type; libvirt's schema gives them.
 */
public record NodeCapability(Element element) {
  /** As {@code pci}, {@code usb_device}, {@code net}, {@code storage} or {@code mdev_types}. */
  public String type() {
    return element.getAttribute("type");
  }

  /**
   * The text of the first element {@code name}, as of {@code interface}; empty where it has none.
   */
  public Optional<String> text(String name) {
    return at(name).texts().stream().filter(t -> !t.isEmpty()).findFirst();
  }

  /** An attribute of the first element {@code name}, as {@code id} of {@code vendor}. */
  public Optional<String> attribute(String name, String attribute) {
    return at(name).attributes(attribute).stream().filter(t -> !t.isEmpty()).findFirst();
  }

  /** A number, decimal or, as libvirt writes identifiers, {@code 0x…}. */
  public Optional<Long> number(String name) {
    return text(name).map(t -> decode(name, t));
  }

  private static long decode(String name, String text) {
    return text.startsWith("0x")
        ? Values.hexadecimal(name, text.substring(2))
        : Values.longNumber(name, text);
  }

  /** What it is in particular, as {@code virt_functions} of a {@code pci} device. */
  public List<NodeCapability> capabilities() {
    return of(at("capability"));
  }

  /** The first of {@link #capabilities} of that type. */
  public Optional<NodeCapability> capability(String type) {
    return of(at("capability").where("type", type)).stream().findFirst();
  }

  /** All elements {@code name}, as {@code address} of {@code virt_functions}. */
  public List<Element> elements(String name) {
    return at(name).elements();
  }

  static List<NodeCapability> of(DomPath capabilities) {
    return capabilities.elements().stream().map(NodeCapability::new).toList();
  }

  private DomPath at(String name) {
    return new DomPath(List.of(element)).child(name);
  }
}
