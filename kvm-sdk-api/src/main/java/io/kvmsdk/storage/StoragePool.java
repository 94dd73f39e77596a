package io.kvmsdk.storage;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.progress.ProgressListener;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** A handle on one storage pool; cheap, thread-safe, and valid for as long as the pool exists. */
public interface StoragePool {
  String name();

  UUID uuid();

  boolean active();

  /**
   * Creates what the pool needs on the host: a folder for types dir, fs and netfs; a volume group,
   * which takes the source's devices over, for logical; a partition table for disk.
   */
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

  /**
   * Makes libvirt look at the volumes again.
   *
   * @throws io.kvmsdk.error.ConflictException if one of them is being built or sent
   */
  void refresh();

  /**
   * Whether it is defined, and so stays when it is destroyed. libvirt: {@code
   * virStoragePoolIsPersistent}.
   */
  boolean persistent();

  /**
   * Whether the host starts it when the host itself starts.
   *
   * @throws ConflictException if it is not persistent
   */
  void autostart(boolean on);

  /** Bytes in all, used and free, as the host sees them now. */
  StoragePoolInfo info();

  StoragePoolSpec spec();

  String xml();

  /**
   * The pool's folder, where its volumes are files and this process may make some there itself:
   * with a connection to this machine's own daemon. Empty elsewhere; the same calls then go through
   * libvirt, with the same result.
   */
  Optional<Path> localPath();

  /**
   * Creates a volume. An overlay is written by this process where {@link #localPath} is there, in a
   * millisecond; the images below it are looked at first wherever they can be seen from here.
   *
   * @throws io.kvmsdk.error.InvalidSpecException if an overlay would be smaller than its backing
   *     store
   * @throws io.kvmsdk.qcow2.QcowFormatException if an image below an overlay is not sound
   * @throws io.kvmsdk.error.AlreadyExistsException if the name is taken in this pool
   */
  StorageVolume create(StorageVolumeSpec spec);

  /** As {@link #create(StorageVolumeSpec)}, with the spec built in place. */
  default StorageVolume create(Consumer<StorageVolumeSpec.Builder> spec) {
    StorageVolumeSpec.Builder builder = StorageVolumeSpec.builder();
    spec.accept(builder);
    return create(builder.build());
  }

  /**
   * Brings a local image into the pool, its bytes as they are, whatever its format; zeros in it
   * become holes where they can. Half a volume is removed.
   *
   * @throws io.kvmsdk.error.AlreadyExistsException if the name is taken in this pool
   * @throws io.kvmsdk.error.NoSpaceException if the pool cannot hold it
   */
  StorageVolume upload(
      String volume, Path source, ProgressListener listener, UploadOption... options);

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
