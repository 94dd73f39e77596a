package io.kvmsdk.internal.xml;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.network.VlanSpec;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The VLANs of a port: {@code <vlan>}. */
@XmlRootElement(name = "vlan")
@XmlType(
    name = "vlan",
    propOrder = {"tags", "content"})
public final class VlanXml extends OpenXml {
  private static final String NATIVE = "nativeMode";

  @XmlElement(name = "tag")
  private List<ElementXml> tags = new ArrayList<>();

  VlanXml() {}

  static VlanXml of(VlanSpec spec) {
    VlanXml vlan = new VlanXml();
    if (spec instanceof VlanSpec.Trunk trunk) {
      vlan.attribute("trunk", "yes");
      trunk.ids().forEach(id -> vlan.tags.add(tag(id)));
      trunk
          .nativeVlan()
          .ifPresent(
              n -> vlan.tags.add(tag(n.id()).with(NATIVE, n.tagged() ? "tagged" : "untagged")));
    } else {
      vlan.tags.add(tag(((VlanSpec.Access) spec).id()));
    }
    return vlan;
  }

  private static ElementXml tag(int id) {
    return new ElementXml().with("id", id);
  }

  /** Empty where a spec would not say the same. */
  Optional<VlanSpec> toSpec() {
    try {
      VlanSpec spec = isYes("trunk") ? trunk() : VlanSpec.access(id(tags.get(0)));
      return RawXml.equal(Xml.tree(of(spec)), Xml.tree(this))
          ? Optional.of(spec)
          : Optional.empty();
    } catch (InvalidSpecException | IndexOutOfBoundsException beyondSpecs) {
      return Optional.empty();
    }
  }

  private VlanSpec trunk() {
    return new VlanSpec.Trunk(
        tags.stream().filter(t -> t.attribute(NATIVE).isEmpty()).map(VlanXml::id).toList(),
        tags.stream()
            .filter(t -> t.attribute(NATIVE).isPresent())
            .findFirst()
            .map(VlanXml::nativeVlan));
  }

  private static VlanSpec.Native nativeVlan(ElementXml tag) {
    return new VlanSpec.Native(id(tag), tag.attribute(NATIVE).equals(Optional.of("tagged")));
  }

  private static int id(ElementXml tag) {
    return Values.number("vlan tag", tag.attribute("id").orElse(""));
  }
}
