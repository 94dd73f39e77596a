package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.SmbiosSpec;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the guest is told of its maker: {@code <sysinfo>}. */
@XmlType(
    propOrder = {"bios", "system", "baseBoards", "chassis", "oemStrings", "entries", "content"})
final class SysinfoXml extends OpenXml {
  EntriesXml bios;
  EntriesXml system;

  @XmlElement(name = "baseBoard")
  List<EntriesXml> baseBoards = new ArrayList<>();

  EntriesXml chassis;
  EntriesXml oemStrings;

  @XmlElement(name = "entry")
  List<ElementXml> entries = new ArrayList<>();

  SysinfoXml() {}

  static SysinfoXml of(SmbiosSpec spec) {
    SysinfoXml xml = new SysinfoXml();
    xml.attribute("type", "smbios");
    xml.bios = EntriesXml.of(spec.bios());
    xml.system = EntriesXml.of(spec.system());
    Optional.ofNullable(EntriesXml.of(spec.baseBoard())).ifPresent(xml.baseBoards::add);
    xml.chassis = EntriesXml.of(spec.chassis());
    xml.oemStrings = EntriesXml.of(spec.oemStrings());
    return xml;
  }

  SmbiosSpec toSpec() {
    return SmbiosSpec.builder()
        .bios(EntriesXml.named(bios))
        .system(EntriesXml.named(system))
        .baseBoard(EntriesXml.named(baseBoards.size() == 1 ? baseBoards.get(0) : null))
        .chassis(EntriesXml.named(chassis))
        .oemStrings(EntriesXml.texts(oemStrings))
        .build();
  }
}
