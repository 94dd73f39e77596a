package io.kvmsdk.internal.xml;

import jakarta.xml.bind.annotation.XmlRootElement;

@XmlRootElement(name = "capabilities")
public final class CapabilitiesXml extends OpenXml {
  CapabilitiesXml() {}

  public static CapabilitiesXml parse(String xml) {
    return Xml.read(CapabilitiesXml.class, "capabilities", xml);
  }

  public String toXml() {
    return XmlText.document(Xml.tree(this));
  }
}
