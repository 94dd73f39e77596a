package io.kvmsdk.internal.driver;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.Snapshot;
import io.kvmsdk.domain.SnapshotDisk;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.internal.xml.DiskXml;
import io.kvmsdk.internal.xml.DomainXml;
import io.kvmsdk.internal.xml.SnapshotDiskXml;
import io.kvmsdk.internal.xml.SnapshotXml;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a domain's documents name, read once. Of one that has vanished there is nothing.
 *
 * @param documents its document of now, of the next boot, and as it was in each snapshot
 * @param snapshots what libvirt has on record of them
 */
public record DomainImages(List<DomainXml> documents, List<SnapshotXml> snapshots) {
  public static DomainImages of(Domain domain) {
    try {
      List<SnapshotXml> snapshots = snapshots(domain);
      Stream<DomainXml> present =
          Stream.of(domain.xml(), domain.definitionXml()).map(DomainXml::parse);
      Stream<DomainXml> past = snapshots.stream().flatMap(s -> s.domain().stream());
      return new DomainImages(Stream.concat(present, past).toList(), snapshots);
    } catch (NotFoundException vanished) {
      return new DomainImages(List.of(), List.of());
    }
  }

  private static List<SnapshotXml> snapshots(Domain domain) {
    try {
      return domain.snapshots().list().stream().map(Snapshot::xml).map(SnapshotXml::parse).toList();
    } catch (UnsupportedException | NotFoundException none) {
      return List.of();
    }
  }

  /** The overlays that the snapshots were made with. */
  public List<String> overlays() {
    return snapshots.stream()
        .flatMap(s -> s.disks().stream())
        .map(SnapshotDiskXml::toSpec)
        .flatMap(d -> d instanceof SnapshotDisk.External e ? e.file().stream() : Stream.empty())
        .toList();
  }

  /** The files in which the snapshots keep the domain's memory. */
  public List<String> memoryFiles() {
    return snapshots.stream().flatMap(s -> s.memoryFile().stream()).toList();
  }

  /** The paths of all images and files. */
  public Set<String> all(Hypervisor kvm) {
    Set<String> paths = new LinkedHashSet<>();
    for (DomainXml document : documents) {
      for (DiskXml disk : document.disks()) {
        ImageUse.path(kvm, disk).ifPresent(paths::add);
        paths.addAll(disk.imagesBelow());
      }
    }
    paths.addAll(overlays());
    paths.addAll(memoryFiles());
    return paths;
  }
}
