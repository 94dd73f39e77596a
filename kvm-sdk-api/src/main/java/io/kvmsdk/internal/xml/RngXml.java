package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.RngSpec;
import io.kvmsdk.value.ByteSize;
import jakarta.xml.bind.annotation.XmlType;
import java.time.Duration;
import java.util.Optional;

/** A source of random numbers for the guest: {@code <rng>}. */
@XmlType(propOrder = {"rate", "backend", "driver", "content", "alias", "address"})
@SuppressWarnings("UnusedVariable") // fields that keep elements in their places
public final class RngXml extends DeviceXml {
  private ElementXml rate;
  private ElementXml backend;
  private ElementXml driver;

  RngXml() {}

  static RngXml of(RngSpec spec) {
    RngXml rng = new RngXml();
    rng.attribute("model", spec.model());
    if (spec.limit().isPresent()) {
      rng.rate =
          new ElementXml()
              .with("bytes", spec.limit().get().bytes())
              .with("period", spec.period().map(Duration::toMillis).orElse(null));
    }
    rng.backend =
        spec.device()
            .map(d -> ElementXml.ofText(d).with("model", "random"))
            .orElseGet(() -> new ElementXml().with("model", "builtin"));
    return rng;
  }

  Optional<RngSpec> toSpec() {
    String kind = attributeOf(backend, "model").orElse("");
    boolean known = kind.equals("builtin") || (kind.equals("random") && !backend.text().isEmpty());
    return known ? model().map(m -> modelled(m, kind.equals("random"))) : Optional.empty();
  }

  private RngSpec modelled(String model, boolean device) {
    return RngSpec.builder()
        .model(model)
        .device(device ? source() : Optional.empty())
        .limit(attributeOf(rate, "bytes").map(b -> ByteSize.bytes(Values.longNumber("bytes", b))))
        .period(
            attributeOf(rate, "period").map(p -> Duration.ofMillis(Values.longNumber("period", p))))
        .build();
  }

  /** The device as the guest sees it, as {@code virtio}. */
  public Optional<String> model() {
    return attribute("model");
  }

  /** Where the host takes the bytes from, as {@code /dev/urandom}. */
  public Optional<String> source() {
    return Optional.ofNullable(ElementXml.text(backend));
  }
}
