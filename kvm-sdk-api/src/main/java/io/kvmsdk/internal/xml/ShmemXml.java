package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.ShmemSpec;
import jakarta.xml.bind.annotation.XmlType;
import java.util.Optional;

/** Memory shared between guests: {@code <shmem>}. */
@XmlType(propOrder = {"model", "size", "server", "msi", "content", "alias", "address"})
public final class ShmemXml extends DeviceXml {
  ElementXml model;
  ElementXml size;
  ElementXml server;
  ElementXml msi;

  ShmemXml() {}

  static ShmemXml of(ShmemSpec spec) {
    ShmemXml xml = new ShmemXml();
    xml.attribute("name", spec.name());
    xml.model = new ElementXml().with("type", spec.model());
    xml.size = ElementXml.ofText(String.valueOf(spec.size().bytes() >> 20)).with("unit", "M");
    return xml;
  }

  Optional<ShmemSpec> toSpec() {
    boolean whole = size != null && attributeOf(model, "type").isPresent();
    return whole ? attribute("name").map(this::modelled) : Optional.empty();
  }

  private ShmemSpec modelled(String name) {
    return ShmemSpec.builder()
        .name(name)
        .model(model.attribute("type").orElseThrow())
        .size(Values.size("size", size, "b"))
        .build();
  }
}
