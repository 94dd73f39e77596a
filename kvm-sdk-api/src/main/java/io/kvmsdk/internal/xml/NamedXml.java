package io.kvmsdk.internal.xml;

import jakarta.xml.bind.annotation.XmlType;

/** An element that holds a name, as {@code <parent><name>…</name></parent>}. */
@XmlType(
    name = "named",
    propOrder = {"name", "content"})
final class NamedXml extends OpenXml {
  ElementXml name;

  NamedXml() {}

  static NamedXml of(String name) {
    NamedXml named = new NamedXml();
    named.name = ElementXml.ofText(name);
    return named;
  }

  /** The name in {@code element}; null where there is none or that is null. */
  static String name(NamedXml element) {
    return element == null ? null : ElementXml.text(element.name);
  }
}
