package io.kvmsdk.internal.xml;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.spec.Validation;
import io.kvmsdk.value.ByteSize;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.XMLConstants;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** Elements of libvirt's documents that are edited in place: what is not touched stays as it is. */
public final class XmlTree {
  private XmlTree() {}

  /**
   * Reads a document or an element.
   *
   * @throws InvalidSpecException if it is malformed or declares a document type
   */
  public static Element parse(String xml) {
    try {
      return Validation.element(xml);
    } catch (SAXException e) {
      throw new InvalidSpecException(
          Subject.of("libvirt document", ""),
          List.of("is not well-formed XML (" + e.getMessage() + ")"),
          e);
    }
  }

  /** The document as text. */
  public static String text(Element root) {
    return XmlText.document(root);
  }

  public static List<Element> children(Element parent) {
    return RawXml.children(parent);
  }

  /** The first child element of that name. */
  public static Optional<Element> child(Element parent, String name) {
    return children(parent).stream().filter(e -> e.getTagName().equals(name)).findFirst();
  }

  /** Its attributes by their names, without declarations of namespaces. */
  public static Map<String, String> attributes(Element element) {
    return Difference.attributes(element);
  }

  /** An amount of bytes, in KiB where the element has no unit. */
  public static ByteSize size(Element element) {
    String unit = element.getAttribute("unit");
    ElementXml amount = ElementXml.ofText(element.getTextContent());
    return Values.size(
        element.getTagName(), amount.with("unit", unit.isEmpty() ? null : unit), "KiB");
  }

  /** The devices of a {@code <domain>}. */
  public static List<Element> devices(Element domain) {
    return child(domain, "devices").map(XmlTree::children).orElse(List.of());
  }

  /**
   * The device of a {@code <domain>} that {@code wanted} is, or tells enough to be; of several, as
   * the two cards of a team, the one that is most like it.
   */
  public static Optional<Element> device(Element domain, Element wanted) {
    return devices(domain).stream()
        .filter(d -> DeviceKey.matches(wanted, d))
        .min(Comparator.comparingInt(d -> DeviceKey.distance(wanted, d)));
  }

  /**
   * Puts {@code child} in the place of the first of its name, else at the end; gives what is there.
   */
  public static Element put(Element parent, Element child) {
    Element own = (Element) parent.getOwnerDocument().importNode(child, true);
    Optional<Element> before = child(parent, child.getTagName());
    if (before.isPresent()) {
      parent.replaceChild(own, before.get());
    } else {
      parent.appendChild(own);
    }
    return own;
  }

  /** Puts a copy of {@code child} at the end; gives the copy. */
  public static Element append(Element parent, Element child) {
    Element own = (Element) parent.getOwnerDocument().importNode(child, true);
    parent.appendChild(own);
    return own;
  }

  /** The first child element of that name, made where there is none. */
  public static Element obtain(Element parent, String name) {
    return child(parent, name)
        .orElseGet(
            () -> {
              Element child = parent.getOwnerDocument().createElement(name);
              parent.appendChild(child);
              return child;
            });
  }

  /** Takes all child elements of that name away. */
  public static void remove(Element parent, String name) {
    children(parent).stream().filter(e -> e.getTagName().equals(name)).forEach(parent::removeChild);
  }

  /** A copy in which what is of the namespace {@code uri} is of none. */
  public static Element withoutNamespace(Element element, String uri) {
    Element copy = (Element) element.cloneNode(true);
    strip(copy, uri);
    return copy;
  }

  private static void strip(Element element, String uri) {
    element.removeAttributeNS(XMLConstants.XMLNS_ATTRIBUTE_NS_URI, local(element));
    children(element).forEach(child -> strip(child, uri));
    if (uri.equals(element.getNamespaceURI())) {
      element.getOwnerDocument().renameNode(element, null, element.getLocalName());
    }
  }

  /** Puts the element, and what is in it, into a namespace where it is in none. */
  public static void intoNamespace(Element element, String uri, String prefix) {
    children(element).forEach(child -> intoNamespace(child, uri, prefix));
    if (element.getNamespaceURI() == null) {
      element.getOwnerDocument().renameNode(element, uri, prefix + ":" + element.getTagName());
    }
  }

  /** The local name of the declaration of the element's own namespace. */
  private static String local(Element element) {
    return element.getPrefix() == null ? XMLConstants.XMLNS_ATTRIBUTE : element.getPrefix();
  }

  /** The names of the child elements, and of the attributes with an {@code @}, that differ. */
  public static Set<String> differences(Element a, Element b) {
    Set<String> names = new TreeSet<>();
    for (Element[] pair : new Element[][] {{a, b}, {b, a}}) {
      RawXml.rest(pair[0], pair[1])
          .ifPresent(
              rest -> {
                children(rest).forEach(child -> names.add(child.getTagName()));
                RawXml.attributes(rest).forEach(attribute -> names.add("@" + attribute.getName()));
              });
    }
    return names;
  }
}
