package io.kvmsdk.internal.xml;

import jakarta.xml.bind.annotation.XmlRootElement;
import java.util.Optional;

/** libvirt's {@code <capabilities>} document: what a host is. */
@XmlRootElement(name = "capabilities")
public final class CapabilitiesXml extends OpenXml {
  CapabilitiesXml() {}

  public static CapabilitiesXml parse(String xml) {
    return Xml.read(CapabilitiesXml.class, "capabilities", xml);
  }

  public String toXml() {
    return XmlText.document(Xml.tree(this));
  }

  /** The host's own, as {@code x86_64}; empty where the document does not say. */
  public String architecture() {
    return DomPath.of(this).child("host").child("cpu").child("arch").texts().stream()
        .findFirst()
        .orElse("");
  }

  /** The host's own processor: its {@code <cpu>}. */
  public Optional<String> hostCpu() {
    return DomPath.of(this).child("host").child("cpu").elements().stream()
        .findFirst()
        .map(XmlText::fragment);
  }

  /** As whom a guest of {@code domainType} runs and has its files, as {@code +64055:+64055}. */
  public Optional<String> dacLabel(String domainType) {
    return DomPath.of(this)
        .child("host")
        .child("secmodel")
        .with("model", "dac")
        .child("baselabel")
        .where("type", domainType)
        .texts()
        .stream()
        .findFirst();
  }
}
