package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.DomainSpec;
import java.util.Optional;

/** What the guest reads of its maker: {@code <sysinfo type='smbios'>}, and that it is to. */
final class SmbiosPart implements DomainPart {
  @Override
  public void write(DomainSpec spec, DomainXml to) {
    if (spec.smbios().isEmpty()) {
      return;
    }
    to.os().smbios = new ElementXml().with("mode", "sysinfo");
    to.sysinfos.add(SysinfoXml.of(spec.smbios()));
  }

  @Override
  public void read(DomainXml from, DomainSpec.Builder to) {
    from.sysinfos.stream()
        .filter(s -> s.attribute("type").equals(Optional.of("smbios")))
        .findFirst()
        .ifPresent(s -> to.smbios(s.toSpec()));
  }
}
