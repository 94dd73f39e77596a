package io.kvmsdk.internal.driver;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.storage.StorageVolume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A file of the host that libvirt writes to, and which may be a volume, or out of reach. */
record HostFile(Driver driver, Hypervisor host, String path) {
  Subject subject() {
    return Subject.of("file", path);
  }

  void requireAbsolute() {
    if (!path.startsWith("/")) {
      throw InvalidSpecException.of(subject(), "is not an absolute path on the host");
    }
  }

  boolean exists() {
    return host.storagePools().findVolumeByPath(path).isPresent()
        || host.localFile(path).filter(Files::exists).isPresent()
        || driver.saves().fileExists(path);
  }

  /** libvirt would write over it. */
  void requireFree() {
    if (exists()) {
      throw new AlreadyExistsException(
          subject(),
          "it exists already, and would be overwritten",
          "Choose another name, or remove it");
    }
  }

  /** Removes it if it is there and can be reached: as a volume, or as a file of this machine. */
  void remove() {
    Optional<StorageVolume> volume = host.storagePools().findVolumeByPath(path);
    try {
      if (volume.isPresent()) {
        volume.get().delete();
      } else {
        host.localFile(path).ifPresent(this::removeHere);
      }
    } catch (NotFoundException gone) {
      return;
    }
  }

  private void removeHere(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw FileErrors.explain("deleting what libvirt wrote", file, e);
    }
  }
}
