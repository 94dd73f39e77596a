package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.SnapshotDisk;
import jakarta.xml.bind.annotation.XmlType;
import java.util.Optional;

/** What a snapshot does with a disk: {@code <disk>} in {@code <domainsnapshot>}. */
@XmlType(propOrder = {"driver", "source", "content"})
@SuppressWarnings("UnusedVariable") // fields that keep elements in their places
public final class SnapshotDiskXml extends OpenXml {
  private ElementXml driver;
  private ElementXml source;

  SnapshotDiskXml() {}

  public static SnapshotDiskXml of(SnapshotDisk spec) {
    SnapshotDiskXml disk = new SnapshotDiskXml();
    disk.attribute("name", spec.target());
    if (spec instanceof SnapshotDisk.External external) {
      disk.attribute("snapshot", "external");
      external.file().ifPresent(disk::file);
    } else {
      disk.attribute("snapshot", spec instanceof SnapshotDisk.Internal ? "internal" : "no");
    }
    return disk;
  }

  /** Sets the overlay's path on the host. */
  private void file(String path) {
    attribute("type", "file");
    driver = new ElementXml().with("type", "qcow2");
    source = new ElementXml().with("file", path);
  }

  /** The disk's name in libvirt, as {@code vda}. */
  public String target() {
    return attribute("name").orElse("");
  }

  /** What libvirt has on record; a disk that is not mentioned there is not part of the snapshot. */
  public SnapshotDisk toSpec() {
    return switch (attribute("snapshot").orElse("no")) {
      case "internal" -> SnapshotDisk.internal(target());
      case "external" -> new SnapshotDisk.External(target(), overlay());
      default -> SnapshotDisk.excluded(target());
    };
  }

  private Optional<String> overlay() {
    return attributeOf(source, "file").or(() -> attributeOf(source, "dev"));
  }
}
