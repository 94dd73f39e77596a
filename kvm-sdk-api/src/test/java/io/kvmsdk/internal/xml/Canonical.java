package io.kvmsdk.internal.xml;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.Text;
import org.xml.sax.InputSource;

/**
 * A form in which two documents are equal if they say the same to libvirt: siblings of different
 * names sorted, comments and white space around elements gone, names with namespaces written out.
 * Shares no code with what it judges.
 */
final class Canonical {
  private Canonical() {}

  static String form(String xml) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    StringBuilder out = new StringBuilder();
    write(
        factory
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(xml)))
            .getDocumentElement(),
        "",
        out);
    return out.toString();
  }

  private static void write(Element element, String indent, StringBuilder out) {
    out.append(indent).append(name(element)).append(attributes(element)).append('\n');
    List<Element> children = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (Node n = element.getFirstChild(); n != null; n = n.getNextSibling()) {
      if (n instanceof Element child) {
        children.add(child);
      } else if (n instanceof Text t) {
        text.append(t.getNodeValue());
      }
    }
    if (!text.isEmpty() && (children.isEmpty() || !text.toString().isBlank())) {
      out.append(indent).append("  \"").append(text).append("\"\n");
    }
    children.sort(Comparator.comparing(Canonical::name));
    children.forEach(c -> write(c, indent + "  ", out));
  }

  private static Map<String, String> attributes(Element element) {
    Map<String, String> attributes = new TreeMap<>();
    for (int i = 0; i < element.getAttributes().getLength(); i++) {
      Attr attribute = (Attr) element.getAttributes().item(i);
      if (!XMLConstants.XMLNS_ATTRIBUTE_NS_URI.equals(attribute.getNamespaceURI())) {
        attributes.put(name(attribute), attribute.getValue());
      }
    }
    return attributes;
  }

  private static String name(Node node) {
    return node.getNamespaceURI() == null
        ? node.getNodeName()
        : "{" + node.getNamespaceURI() + "}" + node.getLocalName();
  }
}
