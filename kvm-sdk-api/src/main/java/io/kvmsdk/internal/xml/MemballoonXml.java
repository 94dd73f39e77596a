package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.MemballoonSpec;
import jakarta.xml.bind.annotation.XmlType;
import java.time.Duration;
import java.util.Optional;

/** How memory is taken back from the guest: {@code <memballoon>}. */
@XmlType(propOrder = {"stats", "driver", "content", "alias", "address"})
public final class MemballoonXml extends DeviceXml {
  ElementXml stats;
  ElementXml driver;

  MemballoonXml() {}

  static MemballoonXml of(MemballoonSpec spec) {
    MemballoonXml xml = new MemballoonXml();
    xml.attribute("model", spec.model());
    xml.attribute("autodeflate", spec.autodeflate().map(Values::onOff).orElse(null));
    xml.attribute("freePageReporting", spec.freePageReporting().map(Values::onOff).orElse(null));
    xml.stats =
        spec.statsPeriod().map(p -> new ElementXml().with("period", p.toSeconds())).orElse(null);
    return xml;
  }

  Optional<MemballoonSpec> toSpec() {
    return attribute("model").map(this::modelled);
  }

  private MemballoonSpec modelled(String model) {
    return MemballoonSpec.builder()
        .model(model)
        .autodeflate(attribute("autodeflate").map("on"::equals))
        .freePageReporting(attribute("freePageReporting").map("on"::equals))
        .statsPeriod(
            attributeOf(stats, "period")
                .map(p -> Duration.ofSeconds(Values.number("statistics period", p))))
        .build();
  }
}
