package io.kvmsdk.internal.driver;

import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.xml.StoragePoolXml;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StoragePoolSpec;
import io.kvmsdk.storage.StoragePools;
import io.kvmsdk.storage.StorageVolume;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The storage pools of a {@link Driver}. */
final class DriverStoragePools implements StoragePools {
  private final Driver driver;
  private final URI uri;
  private final StorageDriver calls;

  DriverStoragePools(Driver driver) {
    this.driver = driver;
    this.uri = driver.uri();
    this.calls = driver.storage();
  }

  @Override
  public StoragePool define(StoragePoolSpec spec) {
    // With a UUID of its own, a taken name is refused rather than redefined.
    StoragePoolSpec known = spec.toBuilder().uuid(spec.uuid().orElseGet(UUID::randomUUID)).build();
    ObjectRef ref = calls.definePool(StoragePoolXml.of(known).toXml());
    calls.autostartPool(ref.uuid(), spec.autostart());
    return new DriverStoragePool(driver, ref);
  }

  @Override
  public Optional<StoragePool> find(String name) {
    return calls.findPool(name).map(ref -> new DriverStoragePool(driver, ref));
  }

  @Override
  public StoragePool get(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new NotFoundException(
                    Subject.of("storage pool", name),
                    "there is no such pool on " + uri,
                    "There are: " + list().stream().map(StoragePool::name).toList()));
  }

  @Override
  public List<StoragePool> list() {
    return calls.listPools().stream()
        .<StoragePool>map(ref -> new DriverStoragePool(driver, ref))
        .toList();
  }

  @Override
  public Optional<StorageVolume> findVolumeByPath(String path) {
    return calls
        .findVolumeByPath(path)
        .map(v -> new DriverStorageVolume(driver, v.pool(), v.name()));
  }
}
