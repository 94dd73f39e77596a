package io.kvmsdk.internal.xml;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Elements of a domain that tools write more than once, a piece in each, as CloudStack does with
 * {@code <devices>}: libvirt looks up what is in them by path, and so sees all pieces as one.
 */
final class Repeated {
  private static final Set<String> IN_PIECES =
      Set.of("devices", "os", "features", "cputune", "memoryBacking");

  private Repeated() {}

  /** The document with one element in place of each that came in pieces. */
  static DomainXml join(DomainXml domain) {
    if (!domain.hasRepeated()) {
      return domain;
    }
    Element tree = Xml.tree(domain);
    children(tree).stream()
        .filter(e -> DocumentReader.AGAIN.equals(e.getNamespaceURI()))
        .forEach(piece -> join(piece, first(tree, piece.getLocalName())));
    return Xml.read(DomainXml.class, tree);
  }

  /** Those of that namespace, too. */
  private static List<Element> children(Element element) {
    List<Element> children = new ArrayList<>();
    for (Node n = element.getFirstChild(); n != null; n = n.getNextSibling()) {
      if (n instanceof Element child) {
        children.add(child);
      }
    }
    return children;
  }

  private static Element first(Element tree, String name) {
    return RawXml.children(tree).stream()
        .filter(e -> e.getNamespaceURI() == null && name.equals(e.getLocalName()))
        .findFirst()
        .orElseThrow();
  }

  private static void join(Element piece, Element first) {
    boolean container = IN_PIECES.contains(piece.getLocalName());
    children(piece).stream().filter(e -> container || isNuma(piece, e)).forEach(first::appendChild);
    if (container) {
      RawXml.attributes(piece).forEach(a -> add(a, first));
    }
    if (container || (isCpu(piece) && isEmpty(piece))) {
      piece.getParentNode().removeChild(piece);
    }
  }

  /** Of another {@code <cpu>} libvirt looks for NUMA cells alone. */
  private static boolean isNuma(Element piece, Element child) {
    return isCpu(piece) && child.getLocalName().equals("numa");
  }

  private static boolean isEmpty(Element piece) {
    return children(piece).isEmpty() && RawXml.attributes(piece).isEmpty();
  }

  private static boolean isCpu(Element piece) {
    return piece.getLocalName().equals("cpu");
  }

  private static void add(Attr attribute, Element first) {
    if (!first.hasAttributeNS(attribute.getNamespaceURI(), attribute.getLocalName())) {
      first.setAttributeNodeNS((Attr) attribute.cloneNode(true));
    }
  }
}
