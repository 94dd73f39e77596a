package io.kvmsdk.libvirt.internal;

import com.sun.jna.Pointer;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.StorageDriver.VolumeRef;
import io.kvmsdk.libvirt.LibvirtException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.libvirt.jna.StoragePoolPointer;
import org.libvirt.jna.StorageVolPointer;

/** The volumes of a connection's pools: each call looks its pool and volume up, and frees both. */
final class NativeVolumes {
  private static final String KIND = "storage volume";

  private final Connection connection;
  private final LibvirtApi api;
  private final NativeObjects<StoragePoolPointer> pools;

  NativeVolumes(Connection connection, NativeObjects<StoragePoolPointer> pools) {
    this.connection = connection;
    this.api = connection.api();
    this.pools = pools;
  }

  static Subject subject(String volume) {
    return Subject.of(KIND, volume);
  }

  static StorageVolPointer wrap(Pointer pointer) {
    StorageVolPointer volume = new StorageVolPointer();
    volume.setPointer(pointer);
    return volume;
  }

  void create(UUID pool, String xml) {
    Subject subject = subject(DocumentIdentity.of(xml).name());
    NativeText.require(subject, xml);
    pools.with(
        pool,
        (p, poolSubject) ->
            api.virStorageVolFree(
                connection.check(subject, api.virStorageVolCreateXML(p, xml, 0))));
  }

  boolean exists(UUID pool, String volume) {
    NativeText.require(subject(volume), volume);
    return pools.with(
        pool,
        (p, poolSubject) ->
            present(api.virStorageVolLookupByName(p, volume), volume)
                .map(api::virStorageVolFree)
                .isPresent());
  }

  Optional<VolumeRef> findByPath(String path) {
    NativeText.require(subject(path), path);
    return connection.call(
        c -> present(api.virStorageVolLookupByPath(c, path), path).map(v -> taken(v, path)));
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

  private Optional<StorageVolPointer> present(StorageVolPointer volume, String name) {
    if (volume == null) {
      LibvirtException error = connection.lastError(subject(name));
      if (error.code() != ErrorCode.NO_STORAGE_VOL) {
        throw connection.typed(error);
      }
    }
    return Optional.ofNullable(volume);
  }

  int call(UUID pool, String volume, ToIntFunction<StorageVolPointer> function) {
    return with(pool, volume, (v, subject) -> connection.check(subject, function.applyAsInt(v)));
  }

  <T> T get(UUID pool, String volume, Function<StorageVolPointer, T> function) {
    return with(pool, volume, (v, subject) -> connection.check(subject, function.apply(v)));
  }

  private <T> T with(UUID pool, String volume, BiFunction<StorageVolPointer, Subject, T> calls) {
    Subject subject = subject(volume);
    NativeText.require(subject, volume);
    return pools.with(
        pool,
        (p, poolSubject) -> {
          StorageVolPointer v = connection.check(subject, api.virStorageVolLookupByName(p, volume));
          try {
            return calls.apply(v, subject);
          } finally {
            api.virStorageVolFree(v);
          }
        });
  }
}
