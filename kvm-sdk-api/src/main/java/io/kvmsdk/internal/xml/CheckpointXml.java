package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.CheckpointInfo;
import io.kvmsdk.domain.CheckpointSpec;
import io.kvmsdk.value.ByteSize;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** libvirt's {@code <domaincheckpoint>} document: since when disks note what is written to them. */
@XmlRootElement(name = "domaincheckpoint")
@XmlType(
    propOrder = {"name", "description", "parent", "creationTime", "disks", "domain", "content"})
public final class CheckpointXml extends OpenXml {
  private ElementXml name;
  private ElementXml description;
  private NamedXml parent;
  private ElementXml creationTime;
  private Disks disks;
  private DomainXml domain;

  CheckpointXml() {}

  /**
   * Reads libvirt's document.
   *
   * @throws io.kvmsdk.error.InvalidSpecException if {@code xml} is malformed or another document
   */
  public static CheckpointXml parse(String xml) {
    return Xml.read(CheckpointXml.class, "domaincheckpoint", xml);
  }

  /** The document for {@code spec}, of what that sets and nothing else. */
  public static CheckpointXml of(CheckpointSpec spec) {
    CheckpointXml checkpoint = new CheckpointXml();
    checkpoint.name = ElementXml.ofText(spec.name());
    checkpoint.description = spec.description().map(ElementXml::ofText).orElse(null);
    spec.disks().forEach(target -> checkpoint.disk(target, null));
    return checkpoint;
  }

  public String toXml() {
    return XmlText.document(Xml.tree(this));
  }

  /** Empty where it is left to libvirt. */
  public String name() {
    return ElementXml.textOrEmpty(name);
  }

  /** The name of the checkpoint that was the current one when it was made. */
  public Optional<String> parent() {
    return Optional.ofNullable(NamedXml.name(parent));
  }

  /** Sets the name of the checkpoint that was made before it; null makes it a root. */
  public void parent(String newParent) {
    parent = newParent == null ? null : NamedXml.of(newParent);
  }

  /** Sets what only libvirt knows: when it was made, and what the domain was then. */
  public void taken(Instant at, DomainXml as) {
    creationTime = ElementXml.ofText(String.valueOf(at.getEpochSecond()));
    domain = as;
  }

  /** What the document tells of its checkpoint. */
  public CheckpointInfo info() {
    return new CheckpointInfo(
        Optional.ofNullable(ElementXml.text(description)),
        Values.moment("creationTime", creationTime),
        parent(),
        included()
            .map(d -> new CheckpointInfo.Disk(d.target(), d.bitmap().orElse(name())))
            .toList());
  }

  /** How much was written since, where the document was asked to tell, by the disks' names. */
  public Map<String, ByteSize> changes() {
    Map<String, ByteSize> changes = new LinkedHashMap<>();
    included()
        .forEach(
            d ->
                d.attribute("size")
                    .ifPresent(
                        size ->
                            changes.put(
                                d.target(), ByteSize.bytes(Values.longNumber("size", size)))));
    return changes;
  }

  private Stream<Disk> included() {
    return disks().stream().filter(Disk::included);
  }

  /** The domain as it was then. */
  public Optional<DomainXml> domain() {
    return Optional.ofNullable(domain);
  }

  /** The disks that the document mentions. */
  public List<Disk> disks() {
    return disks == null ? List.of() : disks.disks;
  }

  /** Puts the disk {@code target}, as {@code vda}, into it, under the bitmap's name if there is. */
  public void disk(String target, String bitmap) {
    if (disks == null) {
      disks = new Disks();
    }
    Disk disk = new Disk();
    disk.attribute("name", target);
    disk.attribute("checkpoint", "bitmap");
    disk.attribute("bitmap", bitmap);
    disks.disks.add(disk);
  }

  /** Forgets which disks were asked for. */
  public void clearDisks() {
    disks = null;
  }

  /** {@code <disks>}. */
  @XmlType(
      name = "checkpointDisks",
      propOrder = {"disks", "content"})
  static final class Disks extends OpenXml {
    @XmlElement(name = "disk")
    private List<Disk> disks = new ArrayList<>();

    Disks() {}
  }

  /** {@code <disk>} in {@code <domaincheckpoint>}. */
  @XmlType(name = "checkpointDisk")
  public static final class Disk extends OpenXml {
    Disk() {}

    /** The disk's name in libvirt, as {@code vda}. */
    public String target() {
      return attribute("name").orElse("");
    }

    /** Whether it is in the checkpoint. */
    public boolean included() {
      return attribute("checkpoint").map("bitmap"::equals).orElse(true);
    }

    /** The name of its image's dirty bitmap. */
    public Optional<String> bitmap() {
      return attribute("bitmap");
    }

    /** Sets how much was written to it since. */
    public void size(ByteSize size) {
      attribute("size", size == null ? null : String.valueOf(size.bytes()));
    }
  }
}
