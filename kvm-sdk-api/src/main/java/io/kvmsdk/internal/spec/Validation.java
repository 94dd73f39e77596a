package io.kvmsdk.internal.spec;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** Collects everything wrong with a spec, so that one exception can tell all of it. */
public final class Validation {
  private static final int LONGEST_NAME = 200;

  private final Subject subject;
  private final List<String> problems = new ArrayList<>();

  private Validation(Subject subject) {
    this.subject = subject;
  }

  public static Validation of(String kind, String name) {
    return new Validation(Subject.of(kind, name));
  }

  /** Notes {@code problem} unless {@code condition} holds. */
  public Validation require(boolean condition, String problem) {
    if (!condition) {
      problems.add(problem);
    }
    return this;
  }

  /** A name that libvirt, file systems and command lines all take. */
  public Validation name(String name) {
    return require(!name.isBlank(), "the name must not be empty")
        .require(name.length() <= LONGEST_NAME, "the name is longer than " + LONGEST_NAME)
        .require(
            name.indexOf('/') < 0 && !name.equals(".") && !name.equals(".."),
            "the name must not hold '/' nor be a relative folder")
        .require(name.indexOf('\n') < 0, "the name must be one line")
        .text("name", name);
  }

  /** Text that XML 1.0 can carry (clause 2.2); control characters cannot even be escaped. */
  public Validation text(String attribute, String text) {
    text.codePoints()
        .filter(c -> !isXmlCharacter(c))
        .findFirst()
        .ifPresent(
            c -> problems.add("%s holds U+%04X, which XML cannot carry".formatted(attribute, c)));
    return this;
  }

  /** Whether XML 1.0 can carry the code point (clause 2.2). */
  public static boolean isXmlCharacter(int c) {
    return c == 0x9
        || c == 0xA
        || c == 0xD
        || (c >= 0x20 && c <= 0xD7FF)
        || (c >= 0xE000 && c <= 0xFFFD)
        || (c >= 0x10000 && c <= 0x10FFFF);
  }

  /** Each must be one well-formed element. */
  public Validation rawXml(List<String> elements) {
    for (String element : elements) {
      try {
        element(element);
      } catch (SAXException e) {
        problems.add("rawXml is not one well-formed element (" + e.getMessage() + "): " + element);
      }
    }
    return this;
  }

  /** Each must be one well-formed element, in a namespace of its own. */
  public Validation metadata(List<String> elements) {
    List<String> namespaces = new ArrayList<>();
    for (String element : elements) {
      try {
        namespaces.add(element(element).getNamespaceURI());
      } catch (SAXException e) {
        problems.add(
            "metadata is not one well-formed element (" + e.getMessage() + "): " + element);
      }
    }
    return require(!namespaces.contains(null), "metadata without a namespace")
        .require(
            namespaces.stream().distinct().count() == namespaces.size(),
            "metadata holds a namespace twice");
  }

  /**
   * Reads one element, without a document type.
   *
   * @throws SAXException if it is not well-formed
   */
  public static Element element(String xml) throws SAXException {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      DocumentBuilder builder = factory.newDocumentBuilder();
      builder.setErrorHandler(new DefaultHandler());
      return builder.parse(new InputSource(new StringReader(xml))).getDocumentElement();
    } catch (ParserConfigurationException | IOException e) {
      throw new IllegalStateException("this JVM's XML parser cannot be set up", e);
    }
  }

  /**
   * Ends the validation.
   *
   * @throws InvalidSpecException if anything was wrong
   */
  public void orThrow() {
    if (!problems.isEmpty()) {
      throw new InvalidSpecException(subject, problems);
    }
  }
}
