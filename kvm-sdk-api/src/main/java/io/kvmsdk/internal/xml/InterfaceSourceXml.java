package io.kvmsdk.internal.xml;

import jakarta.xml.bind.annotation.XmlType;

/** What an interface is plugged into: {@code <source>} in {@code <interface>}. */
@XmlType(propOrder = {"address", "content"})
final class InterfaceSourceXml extends OpenXml {
  ElementXml address;

  InterfaceSourceXml() {}

  /** This element, with the attribute {@code name} set; null removes it. */
  InterfaceSourceXml with(String name, String value) {
    attribute(name, value);
    return this;
  }
}
