package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.CpuSpec;
import io.kvmsdk.domain.DomainSpec;

/** {@code <cpu>}. */
final class CpuPart implements DomainPart {
  @Override
  public void write(DomainSpec spec, DomainXml to) {
    boolean said = !spec.cpu().equals(CpuSpec.builder().build());
    to.cpu = said ? CpuXml.of(spec.cpu()) : null;
  }

  @Override
  public void read(DomainXml from, DomainSpec.Builder to) {
    if (from.cpu != null) {
      to.cpu(from.cpu.toSpec());
    }
  }
}
