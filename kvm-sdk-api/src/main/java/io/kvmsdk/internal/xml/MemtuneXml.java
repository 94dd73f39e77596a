package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.TuningSpec;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlType;

/** Limits on memory: {@code <memtune>}. */
@XmlType(propOrder = {"hardLimit", "softLimit", "minGuarantee", "swapHardLimit", "content"})
final class MemtuneXml extends OpenXml {
  @XmlElement(name = "hard_limit")
  ElementXml hardLimit;

  @XmlElement(name = "soft_limit")
  ElementXml softLimit;

  @XmlElement(name = "min_guarantee")
  ElementXml minGuarantee;

  @XmlElement(name = "swap_hard_limit")
  ElementXml swapHardLimit;

  MemtuneXml() {}

  static MemtuneXml of(TuningSpec spec) {
    MemtuneXml xml = new MemtuneXml();
    xml.hardLimit = spec.memoryHardLimit().map(Values::kib).orElse(null);
    xml.softLimit = spec.memorySoftLimit().map(Values::kib).orElse(null);
    xml.swapHardLimit = spec.swapHardLimit().map(Values::kib).orElse(null);
    return xml;
  }

  void read(TuningSpec.Builder spec) {
    spec.memoryHardLimit(Values.size("hard_limit", hardLimit))
        .memorySoftLimit(Values.size("soft_limit", softLimit))
        .swapHardLimit(Values.size("swap_hard_limit", swapHardLimit));
  }
}
