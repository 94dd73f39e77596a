package io.kvmsdk.internal.driver;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.xml.DomainXml;
import io.kvmsdk.progress.Job;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.qcow2.BlockDevice;
import io.kvmsdk.qcow2.QcowDisk;
import io.kvmsdk.storage.StorageVolumeSpec;
import io.kvmsdk.storage.VolumeFormat;
import java.nio.file.Path;
import java.util.Optional;

/** Brings what a guest sees of a local image into a raw volume. */
record VolumeImport(Driver driver, DriverStorageVolume volume) {
  void run(QcowDisk disk, ProgressListener listener) {
    String path = volume.path();
    refuseUnfit(disk);
    refuseUsed(path);
    Optional<Path> device = driver.localFile(path).filter(p -> path.startsWith("/dev/"));
    if (device.isPresent()) {
      BlockDevice.at(device.get()).importDisk(disk, listener);
    } else {
      upload(disk, listener);
    }
  }

  private void upload(QcowDisk disk, ProgressListener listener) {
    long size = disk.size().bytes();
    Path image = disk.layers().get(0).file();
    Job.run(
        listener,
        "importing " + image.getFileName() + " to " + volume.name(),
        size,
        job -> {
          volume.transfer().upload(image, disk, 0, size, true, job);
          return null;
        });
  }

  private void refuseUnfit(QcowDisk disk) {
    StorageVolumeSpec spec = volume.spec();
    if (spec.format() == VolumeFormat.QCOW2) {
      throw InvalidSpecException.of(
          subject(), "it is a qcow2 image, which a raw disk would overwrite");
    }
    if (spec.capacity().compareTo(disk.size()) < 0) {
      throw InvalidSpecException.of(
          subject(), "it has " + spec.capacity() + ", but the disk " + disk.size());
    }
  }

  /** libvirt itself writes under a running guest. */
  private void refuseUsed(String path) {
    for (ObjectRef domain : driver.domains().list()) {
      if (uses(domain, path)) {
        throw new ConflictException(
            subject(),
            "the running domain '" + domain.name() + "' has it as a disk",
            "Shut the domain down first");
      }
    }
  }

  private boolean uses(ObjectRef domain, String path) {
    try {
      return driver.domains().state(domain.uuid()).active()
          && DomainXml.parse(driver.domains().xml(domain.uuid(), false)).disks().stream()
              .flatMap(d -> d.source().stream())
              .anyMatch(s -> s.file().or(s::device).equals(Optional.of(path)));
    } catch (NotFoundException vanished) {
      return false;
    }
  }

  private Subject subject() {
    return Subject.of("storage volume", volume.name());
  }
}
