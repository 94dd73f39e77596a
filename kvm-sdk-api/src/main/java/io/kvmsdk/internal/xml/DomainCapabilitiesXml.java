package io.kvmsdk.internal.xml;

import jakarta.xml.bind.annotation.XmlRootElement;

@XmlRootElement(name = "domainCapabilities")
public final class DomainCapabilitiesXml extends OpenXml {
  DomainCapabilitiesXml() {}

  public static DomainCapabilitiesXml parse(String xml) {
    return Xml.read(DomainCapabilitiesXml.class, "domainCapabilities", xml);
  }

  public String toXml() {
    return XmlText.document(Xml.tree(this));
  }
}
