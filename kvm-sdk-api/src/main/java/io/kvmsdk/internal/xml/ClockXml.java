package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.ClockOffset;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlType;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What time the guest is shown: {@code <clock>}. */
@XmlType(propOrder = {"timers", "content"})
final class ClockXml extends OpenXml {
  @XmlElement(name = "timer")
  List<ElementXml> timers = new ArrayList<>();

  ClockXml() {}

  static ClockXml of(ClockOffset offset) {
    ClockXml clock = new ClockXml();
    if (offset instanceof ClockOffset.Timezone timezone) {
      clock.attribute("offset", "timezone");
      clock.attribute("timezone", timezone.zone().getId());
    } else {
      clock.attribute("offset", offset instanceof ClockOffset.LocalTime ? "localtime" : "utc");
    }
    return clock;
  }

  /** Empty where a spec cannot say it. */
  Optional<ClockOffset> toSpec() {
    return attribute("offset").flatMap(this::offset);
  }

  private Optional<ClockOffset> offset(String name) {
    return switch (name) {
      case "utc" -> Optional.of(ClockOffset.utc());
      case "localtime" -> Optional.of(ClockOffset.localTime());
      case "timezone" -> attribute("timezone").flatMap(ClockXml::zone);
      default -> Optional.empty();
    };
  }

  /** Empty where this JVM does not know it. */
  private static Optional<ClockOffset> zone(String name) {
    try {
      return Optional.of(ClockOffset.timezone(ZoneId.of(name)));
    } catch (DateTimeException unknown) {
      return Optional.empty();
    }
  }
}
