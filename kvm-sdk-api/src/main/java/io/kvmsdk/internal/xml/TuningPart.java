package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.TuningSpec;

/** {@code <cputune>, <memtune>, <blkiotune>, <numatune>}. */
final class TuningPart implements DomainPart {
  @Override
  public void write(DomainSpec spec, DomainXml to) {
    TuningSpec tuning = spec.tuning();
    CputuneXml cpu = CputuneXml.of(tuning);
    to.cputune = Xml.isEmpty(cpu) ? null : cpu;
    MemtuneXml memory = MemtuneXml.of(tuning);
    to.memtune = Xml.isEmpty(memory) ? null : memory;
    if (tuning.blockWeight().isPresent()) {
      to.blkiotune = new BlkiotuneXml();
      to.blkiotune.weight = ElementXml.ofText(Values.text(tuning.blockWeight()));
    }
    if (tuning.numaNodes().isPresent()) {
      to.numatune = new NumatuneXml();
      to.numatune.memory =
          new ElementXml().with("mode", "strict").with("nodeset", tuning.numaNodes().get());
    }
  }

  @Override
  public void read(DomainXml from, DomainSpec.Builder to) {
    TuningSpec.Builder tuning = TuningSpec.builder();
    if (from.cputune != null) {
      from.cputune.read(tuning);
    }
    if (from.memtune != null) {
      from.memtune.read(tuning);
    }
    if (from.blkiotune != null) {
      tuning.blockWeight(Values.number(from.blkiotune.weight));
    }
    if (from.numatune != null) {
      tuning.numaNodes(OpenXml.attributeOf(from.numatune.memory, "nodeset"));
    }
    to.tuning(tuning.build());
  }
}
