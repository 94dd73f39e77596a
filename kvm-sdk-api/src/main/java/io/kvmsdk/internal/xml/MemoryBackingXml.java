package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.MemoryBackingSpec;
import jakarta.xml.bind.annotation.XmlType;
import java.util.Optional;

/** What the guest's memory is made of: {@code <memoryBacking>}. */
@XmlType(
    propOrder = {
      "hugepages",
      "nosharepages",
      "locked",
      "source",
      "access",
      "allocation",
      "discard",
      "content"
    })
final class MemoryBackingXml extends OpenXml {
  HugepagesXml hugepages;
  ElementXml nosharepages;
  ElementXml locked;
  ElementXml source;
  ElementXml access;
  ElementXml allocation;
  ElementXml discard;

  MemoryBackingXml() {}

  static MemoryBackingXml of(MemoryBackingSpec spec) {
    MemoryBackingXml xml = new MemoryBackingXml();
    xml.hugepages = spec.hugepages().map(HugepagesXml::of).orElse(null);
    xml.nosharepages = spec.mergeable() ? null : new ElementXml();
    xml.locked = spec.locked() ? new ElementXml() : null;
    xml.source = spec.source().map(s -> new ElementXml().with("type", s)).orElse(null);
    xml.access = spec.shared() ? new ElementXml().with("mode", "shared") : null;
    return xml;
  }

  MemoryBackingSpec toSpec() {
    return MemoryBackingSpec.builder()
        .hugepages(Optional.ofNullable(hugepages).flatMap(HugepagesXml::size))
        .mergeable(nosharepages == null)
        .locked(locked != null)
        .source(attributeOf(source, "type"))
        .shared(attributeOf(access, "mode").equals(Optional.of("shared")))
        .build();
  }
}
