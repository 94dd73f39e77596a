package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.MemoryDeviceSpec;
import jakarta.xml.bind.annotation.XmlType;
import java.util.Optional;

/** Memory in a slot: {@code <memory>} in {@code <devices>}. */
@XmlType(propOrder = {"uuid", "source", "target", "content", "alias", "address"})
public final class MemoryDeviceXml extends DeviceXml {
  ElementXml uuid;
  MemorySourceXml source;
  MemoryTargetXml target;

  MemoryDeviceXml() {}

  static MemoryDeviceXml of(MemoryDeviceSpec spec) {
    MemoryDeviceXml xml = new MemoryDeviceXml();
    xml.attribute("model", spec.model());
    if (spec.path().isPresent()) {
      xml.source = new MemorySourceXml();
      xml.source.path = ElementXml.ofText(spec.path().get());
    }
    xml.target = new MemoryTargetXml();
    xml.target.size = Values.kib(spec.size());
    xml.target.node = ElementXml.ofTextOrNull(Values.text(spec.node()));
    xml.target.block = spec.block().map(Values::kib).orElse(null);
    xml.target.requested = spec.requested().map(Values::kib).orElse(null);
    return xml;
  }

  Optional<MemoryDeviceSpec> toSpec() {
    boolean sized = target != null && target.size != null;
    return sized ? attribute("model").map(this::modelled) : Optional.empty();
  }

  private MemoryDeviceSpec modelled(String model) {
    return MemoryDeviceSpec.builder()
        .model(model)
        .size(Values.size("size", target.size, "KiB"))
        .node(Values.number(target.node))
        .path(Optional.ofNullable(source).map(s -> ElementXml.text(s.path)))
        .block(Values.size("block", target.block))
        .requested(Values.size("requested", target.requested))
        .build();
  }
}
