package io.kvmsdk.internal.xml;

import java.io.StringReader;
import java.net.InetAddress;
import java.net.UnknownHostException;
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
  private static final List<String> IN_PIECES =
      List.of("devices", "os", "features", "cputune", "memoryBacking");

  private Canonical() {}

  static String form(String xml) throws Exception {
    StringBuilder out = new StringBuilder();
    write(element(xml), "", out);
    return out.toString();
  }

  /** The name of the document's root element. */
  static String root(String xml) throws Exception {
    return name(element(xml));
  }

  private static Element element(String xml) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    factory.setAttribute("jdk.xml.maxElementDepth", "0"); // 100 from JDK 24 on
    Element root =
        factory
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(xml)))
            .getDocumentElement();
    IN_PIECES.forEach(name -> join(root, name));
    joinNuma(children(root).stream().filter(e -> name(e).equals("cpu")).toList());
    return root;
  }

  /** What libvirt finds by XPath as {@code ./os/boot}, it finds in each {@code <os>}. */
  private static void join(Element root, String name) {
    List<Element> pieces = children(root).stream().filter(e -> name(e).equals(name)).toList();
    for (Element piece : pieces) {
      if (piece != pieces.get(0)) {
        children(piece).forEach(pieces.get(0)::appendChild);
        attributes(piece).forEach((a, value) -> addTo(pieces.get(0), a, value));
        root.removeChild(piece);
      }
    }
  }

  /** Of {@code <cpu>} it reads the first, but {@code ./cpu/numa} by path. */
  private static void joinNuma(List<Element> cpus) {
    for (Element cpu : cpus.subList(Math.min(1, cpus.size()), cpus.size())) {
      children(cpu).stream().filter(e -> name(e).equals("numa")).forEach(cpus.get(0)::appendChild);
      if (children(cpu).isEmpty() && attributes(cpu).isEmpty()) {
        cpu.getParentNode().removeChild(cpu);
      }
    }
  }

  private static void addTo(Element element, String attribute, String value) {
    if (!element.hasAttribute(attribute)) {
      element.setAttribute(attribute, value);
    }
  }

  /** What {@code whole} says and {@code other} does not: the paths of elements and attributes. */
  static List<String> missing(String whole, String other) throws Exception {
    List<String> missing = new ArrayList<>();
    missing(element(whole), element(other), "", missing);
    return missing;
  }

  private static void missing(Element whole, Element other, String above, List<String> missing) {
    String path = above + "/" + name(whole);
    Map<String, String> there = attributes(other);
    attributes(whole)
        .forEach(
            (name, value) -> {
              if (!same(value, there.get(name))) {
                missing.add(path + "/@" + name + "='" + value + "'");
              }
            });
    if (!ownText(whole).equals(ownText(other))) {
      missing.add(path + "='" + ownText(whole) + "'");
    }
    List<Element> others = children(other);
    for (Element child : children(whole)) {
      List<String> least = null;
      Element match = null;
      for (Element candidate : others) {
        if (name(candidate).equals(name(child))) {
          List<String> differences = new ArrayList<>();
          missing(child, candidate, path, differences);
          if (least == null
              || differences.size() < least.size()
              || (differences.size() == least.size() && isNearer(candidate, match, child))) {
            least = differences;
            match = candidate;
          }
        }
      }
      others.remove(match);
      missing.addAll(least == null ? List.of(path + "/" + name(child)) : least);
    }
  }

  /** Whether {@code a} says as much as {@code wanted} rather than {@code b} does. */
  private static boolean isNearer(Element a, Element b, Element wanted) {
    return Math.abs(size(a) - size(wanted)) < Math.abs(size(b) - size(wanted));
  }

  private static int size(Element element) {
    return 1
        + attributes(element).size()
        + children(element).stream().mapToInt(Canonical::size).sum();
  }

  /** An IPv6 address has many forms. */
  private static boolean same(String value, String other) {
    if (other == null || value.equals(other) || !value.contains("::")) {
      return value.equals(other);
    }
    try {
      return InetAddress.getByName(value).equals(InetAddress.getByName(other));
    } catch (UnknownHostException noAddress) {
      return false;
    }
  }

  private static List<Element> children(Element element) {
    List<Element> children = new ArrayList<>();
    for (Node n = element.getFirstChild(); n != null; n = n.getNextSibling()) {
      if (n instanceof Element child) {
        children.add(child);
      }
    }
    return children;
  }

  /** Without white space at either end, which libvirt does not see where it reads a value. */
  private static String ownText(Element element) {
    StringBuilder text = new StringBuilder();
    for (Node n = element.getFirstChild(); n != null; n = n.getNextSibling()) {
      if (n instanceof Text t) {
        text.append(t.getNodeValue());
      }
    }
    return text.toString().strip();
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
