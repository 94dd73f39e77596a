package io.kvmsdk.internal.xml;

import io.kvmsdk.network.PortGroup;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.Optional;

/** A class of ports that guests may ask a network for: {@code <portgroup>}. */
@XmlRootElement(name = "portgroup")
@XmlType(
    name = "portgroup",
    propOrder = {"vlan", "bandwidth", "content"})
public final class PortGroupXml extends OpenXml {
  private VlanXml vlan;
  private BandwidthXml bandwidth;

  PortGroupXml() {}

  static PortGroupXml of(PortGroup spec) {
    PortGroupXml group = new PortGroupXml();
    group.attribute("name", spec.name());
    group.attribute("default", spec.byDefault() ? "yes" : null);
    group.vlan = spec.vlan().map(VlanXml::of).orElse(null);
    group.bandwidth = spec.bandwidth().map(BandwidthXml::of).orElse(null);
    return group;
  }

  public String name() {
    return attribute("name").orElse("");
  }

  /** Whether it is that of interfaces that name none. */
  public boolean byDefault() {
    return isYes("default");
  }

  /** Empty where a spec would not say the same. */
  Optional<PortGroup> toSpec() {
    if ((bandwidth != null && bandwidth.toSpec().isEmpty())
        || (vlan != null && vlan.toSpec().isEmpty())) {
      return Optional.empty();
    }
    PortGroup spec =
        new PortGroup(
            name(),
            byDefault(),
            Optional.ofNullable(vlan).flatMap(VlanXml::toSpec),
            Optional.ofNullable(bandwidth).flatMap(BandwidthXml::toSpec));
    return RawXml.equal(Xml.tree(of(spec)), Xml.tree(this)) ? Optional.of(spec) : Optional.empty();
  }
}
