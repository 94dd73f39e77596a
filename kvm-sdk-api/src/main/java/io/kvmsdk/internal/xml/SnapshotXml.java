package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.SnapshotDisk;
import io.kvmsdk.domain.SnapshotInfo;
import io.kvmsdk.domain.SnapshotKind;
import io.kvmsdk.domain.SnapshotSpec;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** libvirt's {@code <domainsnapshot>} document. */
@XmlRootElement(name = "domainsnapshot")
@XmlType(
    propOrder = {
      "name",
      "description",
      "state",
      "parent",
      "creationTime",
      "memory",
      "disks",
      "domain",
      "content"
    })
public final class SnapshotXml extends OpenXml {
  ElementXml name;
  ElementXml description;
  ElementXml state;
  NamedXml parent;
  ElementXml creationTime;
  ElementXml memory;

  Disks disks;
  DomainXml domain;

  SnapshotXml() {}

  /** {@code <disks>}. */
  @XmlType(
      name = "snapshotDisks",
      propOrder = {"disks", "content"})
  static final class Disks extends OpenXml {
    @XmlElement(name = "disk")
    private List<SnapshotDiskXml> disks = new ArrayList<>();

    Disks() {}
  }

  /**
   * Reads libvirt's document.
   *
   * @throws io.kvmsdk.error.InvalidSpecException if {@code xml} is malformed or another document
   */
  public static SnapshotXml parse(String xml) {
    return Xml.read(SnapshotXml.class, "domainsnapshot", xml);
  }

  /** The document for {@code spec}, of what that sets and nothing else. */
  public static SnapshotXml of(SnapshotSpec spec) {
    SnapshotXml snapshot = new SnapshotXml();
    snapshot.name = ElementXml.ofText(spec.name());
    snapshot.description = spec.description().map(ElementXml::ofText).orElse(null);
    snapshot.memory =
        spec.memoryFile()
            .map(f -> new ElementXml().with("snapshot", "external").with("file", f))
            .orElse(null);
    spec.disks().forEach(d -> snapshot.disks().add(SnapshotDiskXml.of(d)));
    return snapshot;
  }

  public String toXml() {
    return XmlText.document(Xml.tree(this));
  }

  public String name() {
    return ElementXml.textOrEmpty(name);
  }

  /** The name of the snapshot that it was taken after. */
  public Optional<String> parent() {
    return Optional.ofNullable(NamedXml.name(parent));
  }

  /** Sets the name of the snapshot that it was taken after; null makes it a root. */
  public void parent(String newParent) {
    parent = newParent == null ? null : NamedXml.of(newParent);
  }

  /** Sets what only libvirt knows: when it was taken, and what the domain was and did then. */
  public void taken(Instant at, String libvirtState, DomainXml as) {
    creationTime = ElementXml.ofText(String.valueOf(at.getEpochSecond()));
    state = ElementXml.ofText(libvirtState);
    domain = as;
  }

  /** The host's file with the memory, of an external snapshot that has it. */
  public Optional<String> memoryFile() {
    return attributeOf(memory, "file");
  }

  /** Sets where the memory is: {@code no}, {@code internal} or {@code external}. */
  public void memory(String where) {
    memory = ElementXml.orNew(memory).with("snapshot", where);
  }

  /** The document's own list: change it. */
  public List<SnapshotDiskXml> disks() {
    if (disks == null) {
      disks = new Disks();
    }
    return disks.disks;
  }

  /** The domain as it was; empty in a document that is only to be made a snapshot. */
  public Optional<DomainXml> domain() {
    return Optional.ofNullable(domain);
  }

  /** What the document tells of its snapshot. */
  public SnapshotInfo info() {
    return new SnapshotInfo(
        external() ? SnapshotKind.EXTERNAL : SnapshotKind.INTERNAL,
        Optional.ofNullable(ElementXml.text(description)),
        Values.moment("creationTime", creationTime),
        Optional.ofNullable(ElementXml.text(state)).flatMap(SnapshotXml::domainState),
        parent(),
        disks().stream().map(SnapshotDiskXml::toSpec).toList());
  }

  /** Whether anything of it lies outside of the disks' images. */
  public boolean external() {
    return attributeOf(memory, "snapshot").filter("external"::equals).isPresent()
        || disks().stream().anyMatch(d -> d.toSpec() instanceof SnapshotDisk.External);
  }

  /** libvirt says {@code disk-snapshot} where no state belongs to it. */
  private static Optional<DomainState> domainState(String libvirtName) {
    return Values.named(
        DomainState.values(), s -> s.name().toLowerCase(Locale.ROOT), libvirtName.strip());
  }
}
