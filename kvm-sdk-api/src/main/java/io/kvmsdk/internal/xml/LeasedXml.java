package io.kvmsdk.internal.xml;

import jakarta.xml.bind.annotation.XmlType;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What DHCP gives out, and for how long: {@code <range>} and {@code <host>} in {@code <dhcp>}. */
@XmlType(
    name = "leased",
    propOrder = {"lease", "content"})
final class LeasedXml extends OpenXml {
  /** libvirt's {@code virNetworkDHCPLeaseTimeUnit}, in seconds. */
  private static final Map<String, Long> UNITS =
      Map.of("seconds", 1L, "minutes", 60L, "hours", 3600L);

  private ElementXml lease;

  LeasedXml() {}

  LeasedXml with(String name, String value) {
    attribute(name, value);
    return this;
  }

  /** Sets how long a guest may keep it. */
  LeasedXml leasedFor(Optional<Duration> time) {
    lease =
        time.map(t -> new ElementXml().with("expiry", t.toSeconds()).with("unit", "seconds"))
            .orElse(null);
    return this;
  }

  /** How long a guest may keep it; empty where the document does not say. */
  Optional<Duration> lease() {
    return attributeOf(lease, "expiry")
        .map(e -> Values.longNumber("lease", e) * UNITS.getOrDefault(unit(), 1L))
        .map(Duration::ofSeconds);
  }

  private String unit() {
    return lease.attribute("unit").orElse("minutes");
  }

  /** Whether there is nothing but those attributes and the lease's time. */
  boolean isPlain(String... attributes) {
    return holdsOnly(attributes)
        && (lease == null || (lease.holdsOnly("expiry", "unit") && lease().isPresent()));
  }
}
