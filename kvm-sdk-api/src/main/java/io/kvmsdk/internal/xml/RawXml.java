package io.kvmsdk.internal.xml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.xml.XMLConstants;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.Text;

/**
 * What a document holds beyond its spec: {@link #rest} takes it out of a document, {@link #add}
 * puts it into one.
 *
 * <p>An element that there is only one of is one and the same in both, so that {@code <os><boot
 * dev='hd'/></os>} as raw XML adds to the {@code <os>} that the spec gives. Others are added.
 */
final class RawXml {
  /** Of these there is at most one in {@code <devices>}. */
  private static final Set<String> SINGLE_DEVICES =
      Set.of("emulator", "memballoon", "nvram", "iommu", "vsock", "redirfilter");

  /** Elements that specs give and that may be there more than once, each different. */
  private static final Set<String> REPEATED =
      Set.of(
          "disk",
          "interface",
          "serial",
          "console",
          "channel",
          "rng",
          "graphics",
          "range",
          "host",
          "hostname",
          "tag",
          "forwarder",
          "txt",
          "srv",
          "portgroup",
          "route",
          "entry",
          "page",
          "seclabel",
          "timer");

  /** Elements that may be there more than once, and the attribute that tells them apart. */
  private static final Map<String, String> KEYS =
      Map.of(
          "ip", "address", "feature", "name", "vcpupin", "vcpu", "cell", "id", "sysinfo", "type");

  private RawXml() {}

  /** Adds {@code raw} to the content of {@code base}. */
  static void add(Element base, List<Element> raw) {
    List<Element> given = children(base);
    Map<Element, List<Element>> within = new LinkedHashMap<>();
    for (Element element : raw) {
      Optional<Element> same = counterpart(element, given).filter(e -> !repeated(e));
      if (same.isPresent()) {
        overlay(same.get(), element);
        within.computeIfAbsent(same.get(), e -> new ArrayList<>()).addAll(children(element));
      } else {
        base.appendChild(base.getOwnerDocument().importNode(element, true));
      }
    }
    within.forEach(RawXml::add);
  }

  /** Attributes and text of {@code raw} take the place of those of {@code base}. */
  private static void overlay(Element base, Element raw) {
    for (Attr attribute : attributes(raw)) {
      base.setAttributeNodeNS((Attr) base.getOwnerDocument().importNode(attribute, true));
    }
    if (!ownText(raw).isEmpty()) {
      texts(base).forEach(base::removeChild);
      base.appendChild(base.getOwnerDocument().createTextNode(ownText(raw)));
    }
  }

  /** What {@code whole} has and {@code part} has not; empty if there is nothing. */
  static Optional<Element> rest(Element whole, Element part) {
    Element rest = (Element) whole.cloneNode(false);
    for (Attr attribute : attributes(part)) {
      Attr mine = rest.getAttributeNode(attribute.getName());
      if (mine != null && mine.getValue().equals(attribute.getValue())) {
        rest.removeAttributeNode(mine);
      }
    }
    if (!ownText(whole).isBlank() && !ownText(whole).equals(ownText(part))) {
      rest.appendChild(whole.getOwnerDocument().createTextNode(ownText(whole)));
    }
    List<Element> parts = children(part);
    for (Element child : children(whole)) {
      restOfChild(child, parts).ifPresent(rest::appendChild);
    }
    return isEmpty(rest) ? Optional.empty() : Optional.of(withKey(rest, whole));
  }

  /** How much {@code whole} says that {@code part} does not: attributes, texts and elements. */
  static int sizeOfRest(Element whole, Element part) {
    return rest(whole, part).map(RawXml::size).orElse(0);
  }

  private static int size(Element element) {
    int size = 1 + attributes(element).size() + (ownText(element).isBlank() ? 0 : 1);
    return size + children(element).stream().mapToInt(RawXml::size).sum();
  }

  /** As {@link #rest}, but an empty element if there is nothing. */
  static Element restOrEmpty(Element whole, Element part) {
    return rest(whole, part).orElseGet(() -> (Element) whole.cloneNode(false));
  }

  /**
   * What {@code whole} holds and {@code part} does not, as raw XML for the device's spec; empty if
   * the device itself has attributes that raw XML inside it cannot give.
   */
  static Optional<List<String>> restOfDevice(Element whole, Element part) {
    Optional<Element> rest = rest(whole, part);
    return rest.isPresent() && !attributes(rest.get()).isEmpty()
        ? Optional.empty()
        : Optional.of(rest.map(RawXml::fragments).orElse(List.of()));
  }

  /** The elements in {@code element} as text. */
  static List<String> fragments(Element element) {
    return children(element).stream().map(XmlText::fragment).toList();
  }

  private static Optional<Element> restOfChild(Element child, List<Element> parts) {
    Optional<Element> same = counterpart(child, parts);
    same.ifPresent(parts::remove);
    return same.isEmpty() ? Optional.of((Element) child.cloneNode(true)) : rest(child, same.get());
  }

  /** The one of {@code others} that is the same element as {@code element}. */
  static Optional<Element> counterpart(Element element, List<Element> others) {
    String key = KEYS.get(element.getTagName());
    return others.stream()
        .filter(o -> o.getTagName().equals(element.getTagName()))
        .filter(o -> Objects.equals(o.getNamespaceURI(), element.getNamespaceURI()))
        .filter(o -> key == null || o.getAttribute(key).equals(element.getAttribute(key)))
        .filter(o -> !repeated(o) || equal(o, element))
        .findFirst();
  }

  private static boolean repeated(Element element) {
    return REPEATED.contains(element.getTagName()) || (isDevice(element) && !isSingle(element));
  }

  private static boolean isDevice(Element element) {
    return element.getParentNode() instanceof Element parent
        && parent.getTagName().equals("devices");
  }

  private static boolean isSingle(Element device) {
    return SINGLE_DEVICES.contains(device.getTagName());
  }

  /** Whether both say the same, whatever the order of elements of different names. */
  static boolean equal(Element a, Element b) {
    return rest(a, b).isEmpty() && rest(b, a).isEmpty();
  }

  private static Element withKey(Element rest, Element whole) {
    String key = KEYS.get(whole.getTagName());
    if (key != null) {
      rest.setAttribute(key, whole.getAttribute(key));
    }
    return rest;
  }

  private static boolean isEmpty(Element element) {
    return attributes(element).isEmpty() && element.getFirstChild() == null;
  }

  /** The child elements, without those that libvirt leaves unread. */
  static List<Element> children(Element element) {
    List<Element> children = new ArrayList<>();
    for (Node n = element.getFirstChild(); n != null; n = n.getNextSibling()) {
      if (n instanceof Element child && !DocumentReader.AGAIN.equals(child.getNamespaceURI())) {
        children.add(child);
      }
    }
    return children;
  }

  private static List<Text> texts(Element element) {
    List<Text> texts = new ArrayList<>();
    for (Node n = element.getFirstChild(); n != null; n = n.getNextSibling()) {
      if (n instanceof Text text) {
        texts.add(text);
      }
    }
    return texts;
  }

  /** The element's text, without the white space around elements. */
  static String ownText(Element element) {
    StringBuilder text = new StringBuilder();
    texts(element).forEach(t -> text.append(t.getNodeValue()));
    return text.toString().isBlank() && !children(element).isEmpty() ? "" : text.toString();
  }

  /** The element's attributes, without declarations of namespaces. */
  static List<Attr> attributes(Element element) {
    List<Attr> attributes = new ArrayList<>();
    for (int i = 0; i < element.getAttributes().getLength(); i++) {
      Attr attribute = (Attr) element.getAttributes().item(i);
      if (!XMLConstants.XMLNS_ATTRIBUTE_NS_URI.equals(attribute.getNamespaceURI())) {
        attributes.add(attribute);
      }
    }
    return attributes;
  }
}
