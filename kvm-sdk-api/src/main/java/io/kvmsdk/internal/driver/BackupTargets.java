package io.kvmsdk.internal.driver;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.BackupDisk;
import io.kvmsdk.domain.BackupSpec;
import io.kvmsdk.domain.CheckpointSpec;
import io.kvmsdk.domain.DiskSource;
import io.kvmsdk.domain.PullBackupSpec;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.internal.xml.DiskXml;
import io.kvmsdk.internal.xml.DomainXml;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Puts into the spec of a backup what it leaves to the domain: which disks, and where to. */
record BackupTargets(Hypervisor host, DriverDomain domain) {
  BackupSpec resolve(BackupSpec spec) {
    List<BackupDisk> disks =
        disks(spec.disks()).stream().map(d -> d.image().isPresent() ? d : in(spec, d)).toList();
    return spec.toBuilder()
        .disks(disks)
        .checkpoint(spec.checkpoint().map(c -> of(c, disks)))
        .build();
  }

  private static BackupDisk in(BackupSpec spec, BackupDisk disk) {
    String folder = spec.folder().orElseThrow().replaceFirst("/*$", "");
    String name = disk.target() + "." + disk.format().libvirtName();
    return disk.image(DiskSource.file(folder + "/" + name));
  }

  PullBackupSpec resolve(PullBackupSpec spec) {
    List<BackupDisk> disks =
        disks(spec.disks()).stream()
            .map(d -> d.image().isPresent() ? d : d.image(scratch(d.target())))
            .toList();
    return spec.toBuilder()
        .disks(disks)
        .checkpoint(spec.checkpoint().map(c -> of(c, disks)))
        .build();
  }

  /** libvirt 9.0 thinks of a place only for disks that are not named; of each another one. */
  private DiskSource scratch(String target) {
    String image =
        documents()
            .filter(d -> d.target().equals(Optional.of(target)))
            .flatMap(d -> d.source().stream())
            .flatMap(s -> s.file().stream())
            .findFirst()
            .orElseThrow(
                () ->
                    InvalidSpecException.of(
                        Subject.of("disk", domain.name() + "/" + target),
                        "there is no such disk with a file as its image, next to which scratch could"
                            + " lie: say where it goes"));
    return DiskSource.file(image + ".scratch-" + UUID.randomUUID().toString().substring(0, 8));
  }

  private List<BackupDisk> disks(List<BackupDisk> given) {
    return given.isEmpty() ? written().map(BackupDisk::of).toList() : given;
  }

  /**
   * As libvirt's {@code virDomainBackupAlignDisks}: those with a medium that the guest writes to.
   */
  private Stream<String> written() {
    return documents()
        .filter(d -> d.device().equals("disk") && !d.readOnly())
        .filter(d -> d.type().equals("network") || ImageUse.path(host, d).isPresent())
        .flatMap(d -> d.target().stream());
  }

  private Stream<DiskXml> documents() {
    return DomainXml.parse(domain.xml()).disks().stream();
  }

  /** A disk that is in the checkpoint, but not in the backup, would have no copy to begin with. */
  private CheckpointSpec of(CheckpointSpec checkpoint, List<BackupDisk> disks) {
    if (!checkpoint.disks().isEmpty()) {
      return checkpoint;
    }
    List<String> targets = disks.stream().map(BackupDisk::target).toList();
    List<String> noted =
        documents()
            .filter(d -> d.driverType().equals(Optional.of("qcow2")))
            .flatMap(d -> d.target().stream())
            .filter(targets::contains)
            .toList();
    if (noted.isEmpty()) {
      throw new UnsupportedException(
          Subject.of("checkpoint", checkpoint.name()),
          "none of the disks " + targets + " is a qcow2 image, which alone has bitmaps",
          "Back them up without a checkpoint, as a whole");
    }
    return checkpoint.toBuilder().disks(noted).build();
  }
}
