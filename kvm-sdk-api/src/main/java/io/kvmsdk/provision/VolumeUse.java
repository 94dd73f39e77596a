package io.kvmsdk.provision;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.internal.xml.BackingStoreXml;
import io.kvmsdk.internal.xml.DiskSourceXml;
import io.kvmsdk.internal.xml.DiskXml;
import io.kvmsdk.internal.xml.DomainXml;
import io.kvmsdk.internal.xml.StorageVolumeXml;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StorageVolume;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who uses which volume. It reads libvirt's documents rather than specs, so that disks count that
 * specs cannot say; what vanishes while it looks uses nothing.
 */
final class VolumeUse {
  private final Hypervisor kvm;

  VolumeUse(Hypervisor kvm) {
    this.kvm = kvm;
  }

  /** The volume, if its pool is there and active. */
  static Optional<StorageVolume> find(Hypervisor kvm, String pool, String volume) {
    return kvm.storagePools().find(pool).filter(StoragePool::active).flatMap(p -> p.find(volume));
  }

  /** Whether a volume lies over {@code volume}, or a domain has it as a disk. */
  boolean used(StorageVolume volume) {
    String path = volume.path();
    return backs(path) || kvm.domains().list().stream().anyMatch(d -> uses(d, path));
  }

  /** The volumes that only {@code domain} uses: those it writes to, its own installer and seed. */
  List<StorageVolume> own(Domain domain) {
    return disks(domain)
        .filter(d -> writes(d) || isOwnMedium(domain, d))
        .flatMap(d -> path(d).stream())
        .distinct()
        .flatMap(p -> kvm.storagePools().findVolumeByPath(p).stream())
        .filter(v -> !usedByOthers(domain, v.path()) && !backs(v.path()))
        .toList();
  }

  private static boolean writes(DiskXml disk) {
    return disk.device().equals("disk") && !disk.readOnly();
  }

  private boolean isOwnMedium(Domain domain, DiskXml disk) {
    String installer = "/" + InstallFlow.installerVolume(domain.name());
    String seed = "/" + SpawnFlow.seedVolume(domain.name());
    return path(disk).filter(p -> p.endsWith(installer) || p.endsWith(seed)).isPresent();
  }

  /** Where the host finds the images of a domain's disks, now and at the next boot. */
  Stream<String> paths(Domain domain) {
    return disks(domain).flatMap(d -> path(d).stream()).distinct();
  }

  private boolean usedByOthers(Domain domain, String path) {
    return kvm.domains().list().stream()
        .filter(d -> !d.uuid().equals(domain.uuid()))
        .anyMatch(d -> uses(d, path));
  }

  private boolean uses(Domain domain, String path) {
    return disks(domain).anyMatch(d -> path(d).equals(Optional.of(path)));
  }

  /** Those of now and those of the next boot. */
  private static Stream<DiskXml> disks(Domain domain) {
    try {
      return Stream.of(domain.xml(), domain.definitionXml())
          .map(DomainXml::parse)
          .flatMap(d -> d.disks().stream());
    } catch (NotFoundException vanished) {
      return Stream.empty();
    }
  }

  private Optional<String> path(DiskXml disk) {
    Optional<DiskSourceXml> source = disk.source();
    return source
        .flatMap(DiskSourceXml::file)
        .or(() -> source.flatMap(DiskSourceXml::device))
        .or(() -> source.flatMap(this::volume).map(StorageVolume::path));
  }

  private Optional<StorageVolume> volume(DiskSourceXml source) {
    return source.pool().flatMap(p -> source.volume().flatMap(v -> find(kvm, p, v)));
  }

  /** Whether a volume of any active pool lies over the image at {@code path}. */
  private boolean backs(String path) {
    return kvm.storagePools().list().stream()
        .flatMap(VolumeUse::volumes)
        .flatMap(v -> backingFile(v).stream())
        .anyMatch(path::equals);
  }

  private static Stream<StorageVolume> volumes(StoragePool pool) {
    try {
      return pool.active() ? pool.list().stream() : Stream.empty();
    } catch (NotFoundException vanished) {
      return Stream.empty();
    }
  }

  private static Optional<String> backingFile(StorageVolume volume) {
    try {
      return StorageVolumeXml.parse(volume.xml()).backingStore().flatMap(BackingStoreXml::path);
    } catch (NotFoundException vanished) {
      return Optional.empty();
    }
  }
}
