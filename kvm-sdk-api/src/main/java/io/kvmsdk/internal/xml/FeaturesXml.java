package io.kvmsdk.internal.xml;

import jakarta.xml.bind.annotation.XmlType;
import java.util.ArrayList;
import java.util.List;
import org.w3c.dom.Element;

/** What the hypervisor gives the guest: {@code <features>}; {@link DomainXml} gives access. */
@XmlType(propOrder = {"acpi", "apic", "smm", "content"})
final class FeaturesXml extends OpenXml {
  ElementXml acpi;
  ElementXml apic;
  ElementXml smm;

  FeaturesXml() {}

  /** What operating systems for a PC take for granted. */
  static FeaturesXml pc() {
    FeaturesXml features = new FeaturesXml();
    features.acpi = new ElementXml();
    features.apic = new ElementXml();
    return features;
  }

  /** Whether both say the same. */
  boolean same(FeaturesXml other) {
    return RawXml.equal(Xml.tree(this, "features"), Xml.tree(other, "features"));
  }

  /** The names of all that are there. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    if (acpi != null) {
      names.add("acpi");
    }
    if (apic != null) {
      names.add("apic");
    }
    if (smm != null) {
      names.add("smm");
    }
    otherElements().stream().map(Element::getTagName).forEach(names::add);
    return names;
  }
}
