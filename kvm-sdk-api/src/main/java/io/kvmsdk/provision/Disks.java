package io.kvmsdk.provision;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.DiskDevice;
import io.kvmsdk.domain.DiskSource;
import io.kvmsdk.domain.DiskSpec;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.StorageVolumeSpec;
import io.kvmsdk.storage.VolumeFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The volumes of a domain's disks: making them, and telling which are its own. */
final class Disks {
  private final Hypervisor kvm;

  Disks(Hypervisor kvm) {
    this.kvm = kvm;
  }

  /** The disks whose volume provisioning makes. */
  static Stream<DiskSpec> toMake(DomainSpec domain) {
    return domain.disks().stream()
        .filter(d -> d.size().isPresent() && d.source().orElse(null) instanceof DiskSource.Volume);
  }

  /**
   * @param disk with its source named
   * @param given whether the user named the volume, and so may mean one that exists
   */
  Plan.Step create(DiskSpec disk, boolean given) {
    DiskSource.Volume source = (DiskSource.Volume) disk.source().orElseThrow();
    Subject subject = Subject.of("storage volume", source.volume());
    Optional<StorageVolume> existing =
        kvm.storagePools()
            .find(source.pool())
            .filter(StoragePool::active)
            .flatMap(p -> p.find(source.volume()));
    if (existing.isPresent() && !given) {
      throw new AlreadyExistsException(
          subject,
          "the pool '" + source.pool() + "' has a volume of this name already, which is kept",
          "Delete it, name the domain otherwise, or give the disk this volume as its source");
    }
    return existing.isPresent()
        ? Groundwork.step(Effect.NOTHING, subject, "is in " + source.pool(), run -> {})
        : Groundwork.step(Effect.CREATE, subject, summary(disk, source), run -> make(disk, run));
  }

  private static String summary(DiskSpec disk, DiskSource.Volume source) {
    return "create " + disk.size().orElseThrow() + " in " + source.pool();
  }

  private void make(DiskSpec disk, Run run) {
    DiskSource.Volume source = (DiskSource.Volume) disk.source().orElseThrow();
    StorageVolume volume =
        kvm.storagePools()
            .get(source.pool())
            .create(
                StorageVolumeSpec.builder()
                    .name(source.volume())
                    .capacity(disk.size().orElseThrow())
                    .format(disk.format().orElse(VolumeFormat.QCOW2))
                    .build());
    run.onFailure("volume " + volume.name(), volume::delete);
  }

  /** Whether a volume lies over {@code volume}, or a domain has it as a disk. */
  boolean used(StorageVolume volume) {
    String path = volume.path();
    return backs(volume)
        || kvm.domains().list().stream().map(Domain::spec).anyMatch(d -> uses(d, path));
  }

  /** Whether a volume of any active pool lies over {@code volume}. */
  private boolean backs(StorageVolume volume) {
    String path = volume.path();
    return kvm.storagePools().list().stream()
        .filter(StoragePool::active)
        .flatMap(p -> p.list().stream())
        .map(StorageVolume::spec)
        .flatMap(v -> v.backingStore().stream())
        .anyMatch(b -> b.path().equals(path));
  }

  private static boolean uses(DomainSpec domain, String path) {
    return domain.disks().stream().anyMatch(d -> path(d).equals(Optional.of(path)));
  }

  private static Optional<String> path(DiskSpec disk) {
    return disk.source()
        .map(
            s ->
                s instanceof DiskSource.File f
                    ? f.path()
                    : s instanceof DiskSource.Block b ? b.path() : null);
  }

  /** The volumes that only {@code domain} uses: those it writes to, and its own installer. */
  List<StorageVolume> own(DomainSpec domain) {
    return domain.disks().stream()
        .filter(d -> (d.device() == DiskDevice.DISK && !d.readOnly()) || isInstaller(domain, d))
        .flatMap(d -> path(d).stream())
        .flatMap(p -> kvm.storagePools().findVolumeByPath(p).stream())
        .filter(v -> !usedByOthers(domain, v.path()) && !backs(v))
        .toList();
  }

  private static boolean isInstaller(DomainSpec domain, DiskSpec disk) {
    return path(disk)
        .filter(p -> p.endsWith("/" + InstallFlow.installerVolume(domain.name())))
        .isPresent();
  }

  private boolean usedByOthers(DomainSpec domain, String path) {
    return kvm.domains().list().stream()
        .filter(d -> !d.name().equals(domain.name()))
        .anyMatch(d -> uses(d.spec(), path));
  }
}
