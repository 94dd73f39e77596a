package io.kvmsdk.internal.xml;

import io.kvmsdk.network.Bandwidth;
import jakarta.xml.bind.annotation.XmlType;
import java.util.Optional;
import java.util.OptionalLong;

/** How fast packets may be: {@code <bandwidth>}. */
@XmlType(
    name = "bandwidth",
    propOrder = {"inbound", "outbound", "content"})
final class BandwidthXml extends OpenXml {
  private ElementXml inbound;
  private ElementXml outbound;

  BandwidthXml() {}

  static BandwidthXml of(Bandwidth spec) {
    BandwidthXml bandwidth = new BandwidthXml();
    bandwidth.inbound = spec.inbound().map(BandwidthXml::limit).orElse(null);
    bandwidth.outbound = spec.outbound().map(BandwidthXml::limit).orElse(null);
    return bandwidth;
  }

  private static ElementXml limit(Bandwidth.Limit limit) {
    return new ElementXml()
        .with("average", limit.average())
        .with("peak", limit.peak().isPresent() ? limit.peak().getAsLong() : null)
        .with("burst", limit.burst().isPresent() ? limit.burst().getAsLong() : null);
  }

  /** Empty where a spec cannot say all of it. */
  Optional<Bandwidth> toSpec() {
    return holdsOnly() && isPlain(inbound) && isPlain(outbound)
        ? Optional.of(
            new Bandwidth(
                Optional.ofNullable(inbound).map(BandwidthXml::limit),
                Optional.ofNullable(outbound).map(BandwidthXml::limit)))
        : Optional.empty();
  }

  /** Of numbers that libvirt takes: 0 would be no limit. */
  private static boolean isPlain(ElementXml limit) {
    return limit == null
        || (limit.holdsOnly("average", "peak", "burst")
            && limit.attribute("average").isPresent()
            && limit.attributes().values().stream().allMatch(n -> n.matches("[1-9]\\d{0,17}")));
  }

  private static Bandwidth.Limit limit(ElementXml limit) {
    return new Bandwidth.Limit(
        number(limit, "average").orElseThrow(), number(limit, "peak"), number(limit, "burst"));
  }

  private static OptionalLong number(ElementXml limit, String name) {
    return limit
        .attribute(name)
        .map(n -> OptionalLong.of(Values.longNumber(name, n)))
        .orElseGet(OptionalLong::empty);
  }
}
