package io.kvmsdk.internal.xml;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a domain needs of a host beyond disks and networks, as its document says it. */
public final class HostNeeds {
  private final DomainXml document;
  private final DomPath domain;

  public HostNeeds(DomainXml document) {
    this.document = document;
    this.domain = DomPath.of(document);
  }

  public GuestKind kind() {
    return new GuestKind(
        document.emulator(), document.architecture(), document.machine(), document.type());
  }

  /**
   * The {@code <cpu>} that libvirt would compare with a host's: one with a model, unless it is told
   * not to check.
   */
  public Optional<String> cpu() {
    return domain.child("cpu").elements().stream()
        .filter(c -> !c.getAttribute("check").equals("none"))
        .filter(c -> !new DomPath(List.of(c)).child("model").elements().isEmpty())
        .map(XmlText::fragment)
        .findFirst();
  }

  /** Whether it has the host's own processor, which must have no less elsewhere. */
  public boolean hostCpu() {
    return !domain.child("cpu").where("mode", "host-passthrough").elements().isEmpty();
  }

  /** Files to boot it from, which the host is to have: its firmware, a kernel. */
  public List<String> bootFiles() {
    DomPath os = domain.child("os");
    return Stream.of("loader", "kernel", "initrd")
        .flatMap(name -> os.child(name).texts().stream())
        .filter(path -> path.startsWith("/"))
        .toList();
  }

  /**
   * Devices of its host's that it has, as {@code pci}; those that have a stand-in are no burden.
   */
  public List<String> hostDevices() {
    return Stream.concat(
            domain.child("devices").child("hostdev").elements().stream(),
            domain.child("devices").child("interface").where("type", "hostdev").elements().stream())
        .filter(d -> new DomPath(List.of(d)).child("teaming").elements().isEmpty())
        .map(d -> d.getTagName() + " " + d.getAttribute("type"))
        .toList();
  }
}
