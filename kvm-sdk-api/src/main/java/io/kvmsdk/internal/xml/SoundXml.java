package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.SoundSpec;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A sound card: {@code <sound>}. */
@XmlType(propOrder = {"codecs", "audio", "content", "alias", "address"})
public final class SoundXml extends DeviceXml {
  @XmlElement(name = "codec")
  List<ElementXml> codecs = new ArrayList<>();

  ElementXml audio;

  SoundXml() {}

  static SoundXml of(SoundSpec spec) {
    SoundXml xml = new SoundXml();
    xml.attribute("model", spec.model());
    return xml;
  }

  Optional<SoundSpec> toSpec() {
    return attribute("model").map(m -> SoundSpec.builder().model(m).build());
  }
}
