package io.kvmsdk.libvirt.internal;

import com.sun.jna.Pointer;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.StorageDriver.VolumeRef;
import io.kvmsdk.libvirt.LibvirtException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.libvirt.jna.StoragePoolPointer;
import org.libvirt.jna.StorageVolPointer;

/** The volumes of a connection's pools: each call looks its volume up, and frees it. */
final class NativeVolumes {
  private static final String KIND = "storage volume";

  private final Connection connection;
  private final LibvirtApi api;
  private final NativeObjects<StoragePoolPointer> pools;
  private final NativeChildren<StoragePoolPointer, StorageVolPointer> volumes;

  NativeVolumes(Connection connection, NativeObjects<StoragePoolPointer> pools) {
    this.connection = connection;
    this.api = connection.api();
    this.pools = pools;
    this.volumes =
        new NativeChildren<>(
            connection,
            pools,
            KIND,
            ErrorCode.NO_STORAGE_VOL,
            api::virStorageVolLookupByName,
            api::virStorageVolFree);
  }

  static Subject subject(String volume) {
    return Subject.of(KIND, volume);
  }

  static StorageVolPointer wrap(Pointer pointer) {
    StorageVolPointer volume = new StorageVolPointer();
    volume.setPointer(pointer);
    return volume;
  }

  /**
   * @throws io.kvmsdk.error.AlreadyExistsException if the name is taken; not every driver has an
   *     error number of its own for this, so we look
   */
  void create(UUID pool, String xml) {
    make(pool, xml, p -> api.virStorageVolCreateXML(p, xml, 0));
  }

  /** As {@link #create}, with the content of {@code source}. */
  void clone(UUID pool, String xml, VolumeRef source, int flags) {
    volumes.with(
        source.pool().uuid(),
        source.name(),
        (original, subject) -> {
          make(pool, xml, p -> api.virStorageVolCreateXMLFrom(p, xml, original, flags));
          return null;
        });
  }

  private void make(
      UUID pool, String xml, Function<StoragePoolPointer, StorageVolPointer> function) {
    String name = DocumentIdentity.of(xml).name();
    NativeText.require(subject(name), xml);
    pools.with(
        pool,
        (p, poolSubject) -> {
          StorageVolPointer created = function.apply(p);
          if (created == null) {
            LibvirtException error = connection.lastError(subject(name));
            throw maybeTaken(error) && volumes.contains(p, name)
                ? Errors.exists(error)
                : connection.typed(error);
          }
          return api.virStorageVolFree(created);
        });
  }

  private static boolean maybeTaken(LibvirtException error) {
    return error.code() == ErrorCode.OPERATION_FAILED || error.code() == ErrorCode.INTERNAL_ERROR;
  }

  boolean exists(UUID pool, String volume) {
    return volumes.exists(pool, volume);
  }

  Optional<VolumeRef> findByPath(String path) {
    NativeText.require(subject(path), path);
    return connection.call(
        c ->
            connection
                .found(
                    subject(path), api.virStorageVolLookupByPath(c, path), ErrorCode.NO_STORAGE_VOL)
                .map(v -> taken(v, path)));
  }

  private VolumeRef taken(StorageVolPointer volume, String path) {
    try {
      StoragePoolPointer pool =
          connection.check(subject(path), api.virStoragePoolLookupByVolume(volume));
      return new VolumeRef(pools.taken(pool), api.virStorageVolGetName(volume));
    } finally {
      api.virStorageVolFree(volume);
    }
  }

  int call(UUID pool, String volume, ToIntFunction<StorageVolPointer> function) {
    return volumes.call(pool, volume, function);
  }

  <T> T get(UUID pool, String volume, Function<StorageVolPointer, T> function) {
    return volumes.get(pool, volume, function);
  }
}
