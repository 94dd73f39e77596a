package io.kvmsdk.internal.xml;

import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The VLANs of a port: {@code <vlan>}. */
@XmlType(propOrder = {"tags", "content"})
public final class VlanXml extends OpenXml {
  @XmlElement(name = "tag")
  private List<ElementXml> tags = new ArrayList<>();

  VlanXml() {}

  /** An access port of {@code tag}, or a trunk whose native VLAN that is; null for neither. */
  static VlanXml of(OptionalInt tag, List<Integer> trunks) {
    VlanXml vlan = new VlanXml();
    vlan.attribute("trunk", trunks.isEmpty() ? null : "yes");
    trunks.forEach(id -> vlan.tags.add(new ElementXml().with("id", id)));
    String mode = trunks.isEmpty() ? null : "untagged";
    tag.ifPresent(id -> vlan.tags.add(new ElementXml().with("id", id).with("nativeMode", mode)));
    return vlan.tags.isEmpty() ? null : vlan;
  }

  /** The VLAN of an access port, or the native VLAN of a trunk. */
  public OptionalInt tag() {
    return tags.stream().filter(t -> !trunk() || isNative(t)).mapToInt(VlanXml::id).findFirst();
  }

  /** The VLANs of a trunk, without the native one; empty for an access port. */
  public List<Integer> trunks() {
    return tags.stream().filter(t -> trunk() && !isNative(t)).map(VlanXml::id).toList();
  }

  /** libvirt takes more than one tag for a trunk. */
  private boolean trunk() {
    return attribute("trunk").equals(Optional.of("yes")) || tags.size() > 1;
  }

  private static boolean isNative(ElementXml tag) {
    return tag.attribute("nativeMode").isPresent();
  }

  private static int id(ElementXml tag) {
    return Values.number("vlan tag", tag.attribute("id").orElse(""));
  }
}
