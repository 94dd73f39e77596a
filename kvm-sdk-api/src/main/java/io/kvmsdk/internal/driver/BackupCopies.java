package io.kvmsdk.internal.driver;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.BackupDisk;
import io.kvmsdk.domain.DiskSource;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.storage.BackingStore;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import java.util.ArrayList;
import java.util.List;

/**
 * The images that copies go into, where libvirt's own would not lie over the copies before them.
 * libvirt takes either all images as they are, or none.
 */
final class BackupCopies {
  private final Hypervisor host;
  private final DriverDomain domain;
  private final List<StorageVolume> made = new ArrayList<>();

  BackupCopies(Hypervisor host, DriverDomain domain) {
    this.host = host;
    this.domain = domain;
  }

  /** Makes all of them that are files, or none. */
  void make(List<BackupDisk> disks) {
    try {
      for (BackupDisk disk : disks) {
        if (disk.image().orElseThrow() instanceof DiskSource.File file) {
          made.add(make(disk, file.path()));
        }
      }
    } catch (RuntimeException | Error e) {
      remove(e);
      throw e;
    }
  }

  private StorageVolume make(BackupDisk disk, String path) {
    return place(path)
        .create(
            v ->
                v.capacity(domain.disk(disk.target()).info().capacity())
                    .format(disk.format())
                    .backingStore(disk.over().map(o -> new BackingStore(o, VolumeFormat.QCOW2))));
  }

  private VolumePlace place(String path) {
    return VolumePlace.of(host, path)
        .orElseThrow(
            () ->
                new UnsupportedException(
                    Subject.of("file", path),
                    "cannot be made over another copy: its folder is that of no active pool",
                    "Define a pool on it, or rebase the copies yourself"));
  }

  /** What the backup, that did not begin, was to fill. */
  void remove(Throwable failure) {
    made.forEach(volume -> Aftermath.of(failure, volume::delete));
    made.clear();
  }
}
