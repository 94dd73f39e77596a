package io.kvmsdk.internal.xml;

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

  /** This element, with the attribute {@code name} set; null removes it. */
  public ElementXml with(String name, Object value) {
    attribute(name, value == null ? null : value.toString());
    return this;
  }

  /** Whether there are neither attributes nor elements nor text in it. */
  boolean isEmpty() {
    return holdsOnly();
  }

  /** Whether there are neither attributes nor elements in it. */
  boolean holdsOnlyText() {
    return attributes().isEmpty() && otherElements().isEmpty();
  }

  /** Whether both have the same attributes and text, and nothing else. */
  boolean same(ElementXml other) {
    return attributes().equals(other.attributes())
        && text().equals(other.text())
        && otherElements().isEmpty()
        && other.otherElements().isEmpty();
  }

  /** {@code element}, or a new one where it is null. */
  static ElementXml orNew(ElementXml element) {
    return element == null ? new ElementXml() : element;
  }

  /** The text of {@code element}; null where that is null. */
  static String text(ElementXml element) {
    return element == null ? null : element.text();
  }
}
