package io.kvmsdk.internal.xml;

import java.util.ArrayList;
import java.util.List;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** A walk down a document that is only read: all the elements that a path leads to. */
record DomPath(List<Element> elements) {
  /** The elements in {@code document}. */
  static DomPath of(OpenXml document) {
    return new DomPath(List.of(Xml.tree(document)));
  }

  /** The child elements of that name. */
  DomPath child(String name) {
    List<Element> children = new ArrayList<>();
    for (Element parent : elements) {
      for (Node n = parent.getFirstChild(); n != null; n = n.getNextSibling()) {
        if (n instanceof Element e && name.equals(e.getTagName())) {
          children.add(e);
        }
      }
    }
    return new DomPath(children);
  }

  /** Those whose attribute has that value. */
  DomPath where(String attribute, String value) {
    return new DomPath(
        elements.stream().filter(e -> value.equals(e.getAttribute(attribute))).toList());
  }

  /** Those with a child element of that name and text. */
  DomPath with(String child, String text) {
    return new DomPath(
        elements.stream()
            .filter(e -> new DomPath(List.of(e)).child(child).texts().contains(text))
            .toList());
  }

  List<String> attributes(String name) {
    return elements.stream().map(e -> e.getAttribute(name)).toList();
  }

  List<String> texts() {
    return elements.stream().map(e -> e.getTextContent().strip()).toList();
  }
}
