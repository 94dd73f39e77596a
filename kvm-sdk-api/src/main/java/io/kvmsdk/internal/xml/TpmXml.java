package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.TpmSpec;
import jakarta.xml.bind.annotation.XmlType;
import java.util.Optional;

/** A trusted platform module: {@code <tpm>}. */
@XmlType(propOrder = {"backend", "content", "alias", "address"})
public final class TpmXml extends DeviceXml {
  TpmBackendXml backend;

  TpmXml() {}

  static TpmXml of(TpmSpec spec) {
    TpmXml xml = new TpmXml();
    xml.attribute("model", spec.model().orElse(null));
    xml.backend = new TpmBackendXml();
    xml.backend.attribute("type", "emulator");
    xml.backend.attribute("version", spec.version());
    return xml;
  }

  Optional<TpmSpec> toSpec() {
    return attributeOf(backend, "version")
        .map(v -> TpmSpec.builder().model(attribute("model")).version(v).build());
  }
}
