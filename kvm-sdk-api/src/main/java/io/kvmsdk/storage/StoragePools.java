package io.kvmsdk.storage;

import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.event.Registration;
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

  /**
   * Starts a pool that is defined nowhere, over what is there already: it is gone once it is
   * destroyed, its volumes are not, and the spec's {@code autostart} does not count. {@code
   * define(pool.spec())} makes it persistent. libvirt: {@code virStoragePoolCreateXML}.
   *
   * @throws io.kvmsdk.error.AlreadyExistsException if the name is taken
   * @throws NotFoundException if its folder does not exist
   */
  StoragePool create(StoragePoolSpec spec);

  /** As {@link #create(StoragePoolSpec)}, with the spec built in place. */
  default StoragePool create(Consumer<StoragePoolSpec.Builder> spec) {
    StoragePoolSpec.Builder builder = StoragePoolSpec.builder();
    spec.accept(builder);
    return create(builder.build());
  }

  Optional<StoragePool> find(String name);

  /**
   * The pool of that name.
   *
   * @throws NotFoundException if there is none of that name
   */
  StoragePool get(String name);

  /** In one call, which no pool that vanishes meanwhile can fail. */
  List<StoragePool> list(StoragePoolFilter... filters);

  /** The volume of any active pool that the host finds at {@code path}. */
  Optional<StorageVolume> findVolumeByPath(String path);

  /**
   * What the host has that pools of {@code type} could be made of: the volume groups of LVM, for
   * {@link StoragePoolType#LOGICAL}. libvirt: {@code virConnectFindStoragePoolSources}.
   *
   * @throws io.kvmsdk.error.UnsupportedException if libvirt cannot look for such
   */
  List<PoolSource> findSources(StoragePoolType type);

  /**
   * What the server {@code host} offers that pools of {@code type} could be made of: exports of
   * NFS, targets of iSCSI. The host itself asks, by {@code showmount} or {@code iscsiadm}.
   *
   * @throws io.kvmsdk.error.UnsupportedException if libvirt cannot look for such
   */
  List<PoolSource> findSources(StoragePoolType type, String host);

  /**
   * Tells {@code listener} what happens to any pool, in order, on a thread where it may block and
   * may call this library.
   *
   * @throws io.kvmsdk.error.UnsupportedException if this host has no such events
   */
  Registration listen(Consumer<StoragePoolEvent> listener);
}
