package io.kvmsdk.internal.driver;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.internal.xml.StoragePoolXml;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.StorageVolumeSpec;
import java.util.Optional;
import java.util.function.Consumer;

/** A file in the folder of an active pool, as the volume that it is or would be. */
record VolumePlace(StoragePool pool, String name) {
  /** Empty for a file in no active pool's folder. Whether the file is there is not asked. */
  static Optional<VolumePlace> of(Hypervisor host, String path) {
    int name = path.lastIndexOf('/') + 1;
    String folder = path.substring(0, Math.max(0, name - 1));
    return host.storagePools().list().stream()
        .filter(p -> folder(p).equals(Optional.of(folder)))
        .findFirst()
        .map(p -> new VolumePlace(p, path.substring(name)));
  }

  /**
   * That of a pool that is active and there to be asked. It is read from the document: not every
   * pool can be said as a spec.
   */
  private static Optional<String> folder(StoragePool pool) {
    try {
      return pool.active() ? StoragePoolXml.parse(pool.xml()).target() : Optional.empty();
    } catch (NotFoundException vanished) {
      return Optional.empty();
    }
  }

  StorageVolume create(Consumer<StorageVolumeSpec.Builder> volume) {
    return pool.create(
        v -> {
          v.name(name);
          volume.accept(v);
        });
  }
}
