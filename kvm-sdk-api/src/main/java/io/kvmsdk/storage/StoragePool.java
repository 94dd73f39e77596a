package io.kvmsdk.storage;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.NotFoundException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** A handle on one storage pool; cheap, thread-safe, and valid for as long as the pool exists. */
public interface StoragePool {
  String name();

  UUID uuid();

  boolean active();

  /** Creates what the pool needs on the host: a folder, for type dir. */
  void build();

  /** Makes the pool's volumes usable. libvirt: {@code virStoragePoolCreate}. */
  void start();

  /** Stops the pool; its volumes stay where they are. libvirt: {@code virStoragePoolDestroy}. */
  void destroy();

  /**
   * Removes what {@link #build} made, which must be empty. libvirt: {@code virStoragePoolDelete}.
   */
  void delete();

  /** Forgets the pool; its volumes stay where they are. */
  void undefine();

  /** Makes libvirt look at the volumes again. */
  void refresh();

  void autostart(boolean on);

  /** Bytes in all, used and free, as the host sees them now. */
  StoragePoolInfo info();

  StoragePoolSpec spec();

  String xml();

  /**
   * Creates a volume.
   *
   * @throws io.kvmsdk.error.AlreadyExistsException if the name is taken in this pool
   */
  StorageVolume create(StorageVolumeSpec spec);

  /** As {@link #create(StorageVolumeSpec)}, with the spec built in place. */
  default StorageVolume create(Consumer<StorageVolumeSpec.Builder> spec) {
    StorageVolumeSpec.Builder builder = StorageVolumeSpec.builder();
    spec.accept(builder);
    return create(builder.build());
  }

  Optional<StorageVolume> find(String volume);

  /**
   * The volume of that name.
   *
   * @throws NotFoundException if the pool has no such volume
   * @throws ConflictException if the pool is not active
   */
  StorageVolume get(String volume);

  List<StorageVolume> list();
}
