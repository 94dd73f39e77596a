package io.kvmsdk.storage;

import io.kvmsdk.error.NotFoundException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The storage pools of a host. */
public interface StoragePools {
  /**
   * Defines a persistent pool; it is not built or started yet. libvirt: {@code
   * virStoragePoolDefineXML}.
   *
   * @throws io.kvmsdk.error.AlreadyExistsException if the name is taken
   */
  StoragePool define(StoragePoolSpec spec);

  /** As {@link #define(StoragePoolSpec)}, with the spec built in place. */
  default StoragePool define(Consumer<StoragePoolSpec.Builder> spec) {
    StoragePoolSpec.Builder builder = StoragePoolSpec.builder();
    spec.accept(builder);
    return define(builder.build());
  }

  Optional<StoragePool> find(String name);

  /**
   * The pool of that name.
   *
   * @throws NotFoundException if there is none of that name
   */
  StoragePool get(String name);

  List<StoragePool> list();

  /** The volume of any active pool that the host finds at {@code path}. */
  Optional<StorageVolume> findVolumeByPath(String path);
}
