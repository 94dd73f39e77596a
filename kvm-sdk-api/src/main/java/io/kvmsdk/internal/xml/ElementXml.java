package io.kvmsdk.internal.xml;

import java.util.List;
import org.w3c.dom.Element;

/** An element of which only attributes or text matter here, as {@code <mac address='…'/>}. */
public final class ElementXml extends OpenXml {
  /** An element with nothing in it. */
  public ElementXml() {}

  /** An element that holds {@code text}. */
  public static ElementXml ofText(String text) {
    ElementXml element = new ElementXml();
    element.text(text);
    return element;
  }

  /** An element that holds {@code text}; null where that is null. */
  static ElementXml ofTextOrNull(String text) {
    return text == null ? null : ofText(text);
  }

  /** Adds a child element that holds {@code text}. */
  void child(String name, String text) {
    Element child = Xml.fragments(List.of("<" + name + "/>")).get(0);
    child.setTextContent(text);
    addOther(child);
  }

  /** The text of the child element of that name; empty where there is none. */
  String childText(String name) {
    return otherElements().stream()
        .filter(e -> e.getTagName().equals(name))
        .map(Element::getTextContent)
        .findFirst()
        .orElse("");
  }

  /** This element, with the attribute {@code name} set; null removes it. */
  public ElementXml with(String name, Object value) {
    attribute(name, value == null ? null : value.toString());
    return this;
  }

  /** This element; null where there is nothing in it. */
  ElementXml orNull() {
    return isEmpty() ? null : this;
  }

  /** Whether there are neither attributes nor elements nor text in it. */
  boolean isEmpty() {
    return holdsOnly();
  }

  /** Whether there are neither attributes nor elements in it. */
  boolean holdsOnlyText() {
    return attributes().isEmpty() && otherElements().isEmpty();
  }

  /** {@code element}, or a new one where it is null. */
  static ElementXml orNew(ElementXml element) {
    return element == null ? new ElementXml() : element;
  }

  /** The text of {@code element}; empty where that is null. */
  static String textOrEmpty(ElementXml element) {
    return element == null ? "" : element.text();
  }

  /** The text of {@code element}; null where that is null. */
  static String text(ElementXml element) {
    return element == null ? null : element.text();
  }
}
