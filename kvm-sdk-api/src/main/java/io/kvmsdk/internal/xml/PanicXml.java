package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.PanicSpec;
import jakarta.xml.bind.annotation.XmlType;
import java.util.Optional;

/** Where the guest tells of its panic: {@code <panic>}. */
@XmlType(propOrder = {"content", "alias", "address"})
public final class PanicXml extends DeviceXml {

  PanicXml() {}

  static PanicXml of(PanicSpec spec) {
    PanicXml xml = new PanicXml();
    xml.attribute("model", spec.model().orElse(null));
    return xml;
  }

  Optional<PanicSpec> toSpec() {
    return Optional.of(PanicSpec.builder().model(attribute("model")).build());
  }
}
