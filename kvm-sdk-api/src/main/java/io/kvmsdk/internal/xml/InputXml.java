package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.InputSpec;
import jakarta.xml.bind.annotation.XmlType;
import java.util.Optional;

/** A keyboard, mouse or tablet: {@code <input>}. */
@XmlType(propOrder = {"driver", "source", "content", "alias", "address"})
public final class InputXml extends DeviceXml {
  ElementXml driver;
  ElementXml source;

  InputXml() {}

  static InputXml of(InputSpec spec) {
    InputXml xml = new InputXml();
    xml.attribute("type", spec.type());
    xml.attribute("bus", spec.bus().orElse(null));
    return xml;
  }

  Optional<InputSpec> toSpec() {
    return attribute("type").map(t -> InputSpec.builder().type(t).bus(attribute("bus")).build());
  }
}
