package io.kvmsdk.internal.driver;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.BlockCopySpec;
import io.kvmsdk.domain.DiskSource;
import io.kvmsdk.domain.DiskSpec;
import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.xml.DomainXml;
import io.kvmsdk.storage.BackingStore;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a disk is copied to. Volumes, and files in the folder of an active pool, are made here and
 * not by libvirt: it leaves them there when the copy is given up, and they may be on another
 * machine.
 */
final class CopyDestination {
  private final Hypervisor host;
  private final Driver driver;
  private final DriverDomain domain;
  private final DriverDomainDisk disk;
  private final BlockCopySpec spec;
  private final DiskSource source;
  private Optional<StorageVolume> volume = Optional.empty();
  private Optional<HostFile> file = Optional.empty();
  private boolean ready;

  private CopyDestination(
      Hypervisor host,
      Driver driver,
      DriverDomain domain,
      DriverDomainDisk disk,
      BlockCopySpec spec,
      DiskSource source) {
    this.host = host;
    this.driver = driver;
    this.domain = domain;
    this.disk = disk;
    this.spec = spec;
    this.source = source;
  }

  static CopyDestination of(
      Hypervisor host,
      Driver driver,
      DriverDomain domain,
      DriverDomainDisk disk,
      BlockCopySpec spec) {
    DiskSource said = spec.destination();
    DiskSource source = spec.reuseExternal() ? said : inPool(host, said);
    return new CopyDestination(host, driver, domain, disk, spec, source);
  }

  /** A file in a pool's folder is a volume of that pool. */
  private static DiskSource inPool(Hypervisor host, DiskSource source) {
    return source instanceof DiskSource.File f
        ? VolumePlace.of(host, f.path())
            .<DiskSource>map(p -> DiskSource.volume(p.pool().name(), p.name()))
            .orElse(source)
        : source;
  }

  /** Makes what is to be made. */
  DiskSpec prepare() {
    if (source instanceof DiskSource.Volume v) {
      return spec.reuseExternal() ? reused(v) : made(v);
    } else if (source instanceof DiskSource.File f) {
      if (spec.reuseExternal()) {
        refuseUsed(f.path());
      } else {
        claim(f.path());
      }
    } else if (source instanceof DiskSource.Block b) {
      refuseUsed(b.path());
    }
    return place(source, format());
  }

  private DiskSpec reused(DiskSource.Volume v) {
    StorageVolume found = host.storagePools().get(v.pool()).get(v.volume());
    refuseUsed(found.path());
    return place(at(found), spec.format().orElseGet(() -> found.spec().format()));
  }

  private DiskSpec made(DiskSource.Volume v) {
    StoragePool pool = host.storagePools().get(v.pool());
    StorageVolume fresh =
        pool.create(
            b ->
                b.name(v.volume())
                    .capacity(disk.info().capacity())
                    .format(format())
                    .backingStore(below()));
    volume = Optional.of(fresh);
    return place(at(fresh), format());
  }

  private static DiskSource at(StorageVolume volume) {
    String path = volume.path();
    return path.startsWith("/dev/") ? DiskSource.block(path) : DiskSource.file(path);
  }

  private static DiskSpec place(DiskSource source, VolumeFormat format) {
    return DiskSpec.builder().source(source).format(format).build();
  }

  private VolumeFormat format() {
    boolean qcow2 = disk.document().driverType().equals(Optional.of("qcow2"));
    return spec.format().orElse(qcow2 ? VolumeFormat.QCOW2 : VolumeFormat.RAW);
  }

  /** What a shallow copy is to lie over. */
  private Optional<BackingStore> below() {
    return spec.shallow() ? disk.document().backing() : Optional.empty();
  }

  /** libvirt makes the file. */
  private void claim(String path) {
    HostFile claimed = new HostFile(driver, host, path);
    claimed.requireAbsolute();
    claimed.requireFree();
    if (host.localFile(path).isEmpty()) {
      throw new ConflictException(
          claimed.subject(),
          "it is in no active pool of a host that may be another machine, where it could not be"
              + " removed if the copy is given up",
          "Define a pool on its folder");
    }
    file = Optional.of(claimed);
  }

  /** Overwriting it would pull it from under somebody. */
  private void refuseUsed(String path) {
    GoldenVolumes.at(host, path)
        .ifPresent(
            golden -> {
              throw new ConflictException(
                  golden, "it stays as it was published", "Copy to another volume");
            });
    if (ImageUse.of(host).used(path)) {
      throw new AlreadyExistsException(
          Subject.of("image", path),
          "a domain or another image needs it as it is",
          "Copy to another one");
    }
  }

  /** Whether it is there, and empty, before libvirt copies. */
  boolean made() {
    return volume.isPresent();
  }

  /** The copy is whole, and may be what the domain is on at any moment from now. */
  void ready() {
    ready = true;
  }

  /**
   * Removes what was made, unless the domain may have it: it may be that the copy was pivoted to,
   * and only the answer was lost.
   */
  void remove(Throwable failure) {
    Aftermath.of(failure, this::removeUnlessUsed);
  }

  private void removeUnlessUsed() {
    try {
      if ((volume.isPresent() || file.isPresent()) && !used()) {
        volume.ifPresent(StorageVolume::delete);
        file.ifPresent(HostFile::remove);
      }
    } catch (NotFoundException gone) {
      return;
    }
  }

  private boolean used() {
    try {
      Optional<String> path = volume.map(StorageVolume::path).or(() -> file.map(HostFile::path));
      return Stream.of(domain.xml(), domain.definitionXml())
          .flatMap(xml -> DomainXml.parse(xml).disk(disk.target()).stream())
          .anyMatch(d -> d.mirrored() || ImageUse.path(host, d).equals(path));
    } catch (NotFoundException transientAndGone) {
      return ready;
    }
  }
}
