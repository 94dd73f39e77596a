package io.kvmsdk.testkit;

import io.kvmsdk.internal.xml.XmlText;
import io.kvmsdk.internal.xml.XmlTree;
import java.util.Optional;
import org.w3c.dom.Element;

/** What is written about a fake domain, with libvirt's rules. */
final class FakeMetadata {
  private FakeMetadata() {}

  /** An empty text removes the element. */
  static void text(Element domain, String name, String text) {
    if (text.isEmpty()) {
      XmlTree.remove(domain, name);
    } else {
      XmlTree.obtain(domain, name).setTextContent(text);
    }
  }

  /** The element, taken out of its namespace. */
  static Optional<String> find(Element domain, String uri) {
    return element(domain, uri).map(e -> XmlText.fragment(XmlTree.withoutNamespace(e, uri)));
  }

  private static Optional<Element> element(Element domain, String uri) {
    return XmlTree.child(domain, "metadata").stream()
        .flatMap(m -> XmlTree.children(m).stream())
        .filter(e -> uri.equals(e.getNamespaceURI()))
        .findFirst();
  }

  /** An empty element removes what is there. */
  static void put(Element domain, String uri, String prefix, String element) {
    element(domain, uri).ifPresent(e -> e.getParentNode().removeChild(e));
    if (!element.isEmpty()) {
      Element metadata = XmlTree.obtain(domain, "metadata");
      Element own = XmlTree.append(metadata, XmlTree.parse(element));
      XmlTree.intoNamespace(own, uri, prefix);
    }
  }
}
