package io.kvmsdk.internal.xml;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.spec.Validation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import org.w3c.dom.Attr;
import org.w3c.dom.Comment;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.ProcessingInstruction;
import org.w3c.dom.Text;

/**
 * Writes trees as text. It adds white space only where an element holds elements alone, and
 * declares each namespace where it is first used.
 */
public final class XmlText {
  private final boolean indented;
  private final StringBuilder out = new StringBuilder();

  private XmlText(boolean indented) {
    this.indented = indented;
  }

  /** Two spaces a level, one element a line, with a final line break; no XML declaration. */
  static String document(Element root) {
    XmlText text = new XmlText(true);
    text.write(root, Map.of("", ""), 0);
    return text.out.append('\n').toString();
  }

  /** All on one line. */
  public static String fragment(Element element) {
    XmlText text = new XmlText(false);
    text.write(element, Map.of("", ""), 0);
    return text.out.toString();
  }

  private void write(Element element, Map<String, String> outer, int level) {
    Map<String, String> scope = new LinkedHashMap<>(outer);
    List<Attr> attributes = new ArrayList<>();
    for (int i = 0; i < element.getAttributes().getLength(); i++) {
      attributes.add((Attr) element.getAttributes().item(i));
    }
    String name = name(element);
    out.append('<').append(name);
    declarations(element, attributes).forEach((prefix, uri) -> declare(prefix, uri, scope));
    for (Attr attribute : attributes) {
      if (!isDeclaration(attribute)) {
        attribute(attribute.getName(), attribute.getValue());
      }
    }
    List<Node> content = content(element);
    if (content.isEmpty()) {
      out.append("/>");
      return;
    }
    out.append('>');
    content(content, scope, level + 1);
    out.append("</").append(name).append('>');
  }

  /** Without a prefix that JAXB made for a namespace that the document has not. */
  private static String name(Element element) {
    return DocumentReader.AGAIN.equals(element.getNamespaceURI())
        ? element.getLocalName()
        : element.getTagName();
  }

  /** Prefixes to namespaces: what the element declares, and what it and its attributes use. */
  private static Map<String, String> declarations(Element element, List<Attr> attributes) {
    Map<String, String> declared = new LinkedHashMap<>();
    for (Attr attribute : attributes) {
      if (isDeclaration(attribute)) {
        String prefix = attribute.getPrefix() == null ? "" : attribute.getLocalName();
        if (prefix.isEmpty() || uses(element, prefix + ":")) {
          declared.put(prefix, original(attribute.getValue()));
        }
      } else if (attribute.getPrefix() != null && !attribute.getPrefix().equals("xml")) {
        declared.put(attribute.getPrefix(), original(attribute.getNamespaceURI()));
      }
    }
    declared.values().removeIf(String::isEmpty);
    declared.put(
        name(element).contains(":") ? element.getPrefix() : "",
        original(element.getNamespaceURI()));
    return declared;
  }

  /** Whether a name below has the prefix, or a value or text may hold a name that has. */
  private static boolean uses(Element element, String prefix) {
    for (int i = 0; i < element.getAttributes().getLength(); i++) {
      Attr attribute = (Attr) element.getAttributes().item(i);
      if (attribute.getName().startsWith(prefix) || attribute.getValue().contains(prefix)) {
        return true;
      }
    }
    if (element.getTagName().startsWith(prefix)) {
      return true;
    }
    for (Node n = element.getFirstChild(); n != null; n = n.getNextSibling()) {
      if (n instanceof Element child
          ? uses(child, prefix)
          : n instanceof Text text && text.getNodeValue().contains(prefix)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isDeclaration(Attr attribute) {
    return XMLConstants.XMLNS_ATTRIBUTE_NS_URI.equals(attribute.getNamespaceURI());
  }

  private void declare(String prefix, String uri, Map<String, String> scope) {
    if (!uri.equals(scope.put(prefix, uri))) {
      attribute(prefix.isEmpty() ? "xmlns" : "xmlns:" + prefix, uri);
    }
  }

  private void attribute(String name, String value) {
    out.append(' ').append(name).append("='");
    escape(value, "&<>'\n\r\t");
    out.append('\'');
  }

  private void content(List<Node> content, Map<String, String> scope, int level) {
    boolean lines = indented && content.stream().noneMatch(Text.class::isInstance);
    for (Node node : content) {
      if (lines) {
        newLine(level);
      }
      write(node, scope, level);
    }
    if (lines) {
      newLine(level - 1);
    }
  }

  private void write(Node node, Map<String, String> scope, int level) {
    if (node instanceof Element child) {
      write(child, scope, level);
    } else if (node instanceof Comment) {
      out.append("<!--").append(node.getNodeValue()).append("-->");
    } else if (node instanceof ProcessingInstruction) {
      String data = node.getNodeValue().isEmpty() ? "" : " " + node.getNodeValue();
      out.append("<?").append(node.getNodeName()).append(data).append("?>");
    } else {
      escape(node.getNodeValue(), "&<>\r");
    }
  }

  private void newLine(int level) {
    out.append('\n').append("  ".repeat(level));
  }

  /**
   * Elements, text, comments and processing instructions, of which libvirt keeps all in metadata,
   * without the white space that is there for looks alone.
   */
  private static List<Node> content(Element element) {
    List<Node> nodes = new ArrayList<>();
    for (Node n = element.getFirstChild(); n != null; n = n.getNextSibling()) {
      if (!(n instanceof Text) || isText(n)) {
        nodes.add(n);
      }
    }
    boolean words = nodes.stream().anyMatch(n -> isText(n) && !n.getNodeValue().isBlank());
    if (!words && !nodes.stream().allMatch(Text.class::isInstance)) {
      nodes.removeIf(Text.class::isInstance);
    }
    return nodes;
  }

  private static boolean isText(Node node) {
    return node instanceof Text && !node.getNodeValue().isEmpty();
  }

  private void escape(String text, String escaped) {
    text.codePoints()
        .forEach(
            c -> {
              refuseUnlessXml(c);
              if (escaped.indexOf(c) >= 0) {
                out.append(reference(c));
              } else {
                out.appendCodePoint(c);
              }
            });
  }

  private static String reference(int c) {
    return switch (c) {
      case '&' -> "&amp;";
      case '<' -> "&lt;";
      case '>' -> "&gt;";
      case '\'' -> "&apos;";
      default -> "&#" + c + ";";
    };
  }

  /** The text may be a secret, so that the message does not tell it. */
  private static void refuseUnlessXml(int c) {
    if (!Validation.isXmlCharacter(c)) {
      throw InvalidSpecException.of(
          Subject.of("libvirt document", ""), "holds U+%04X, which XML cannot carry".formatted(c));
    }
  }

  private static String original(String namespace) {
    String original = DocumentReader.original(namespace);
    return original == null ? "" : original;
  }
}
