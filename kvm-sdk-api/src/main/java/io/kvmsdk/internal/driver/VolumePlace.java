package io.kvmsdk.internal.driver;

import io.kvmsdk.Hypervisor;
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
        .filter(StoragePool::active)
        .filter(p -> target(p).equals(Optional.of(folder)))
        .findFirst()
        .map(p -> new VolumePlace(p, path.substring(name)));
  }

  /** Read from the document: not every pool can be said as a spec. */
  private static Optional<String> target(StoragePool pool) {
    return StoragePoolXml.parse(pool.xml()).target();
  }

  StorageVolume create(Consumer<StorageVolumeSpec.Builder> volume) {
    return pool.create(
        v -> {
          v.name(name);
          volume.accept(v);
        });
  }
}
