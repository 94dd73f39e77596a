package io.kvmsdk.internal.driver;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.event.Registration;
import io.kvmsdk.internal.xml.StoragePoolSourcesXml;
import io.kvmsdk.internal.xml.StoragePoolXml;
import io.kvmsdk.storage.PoolSource;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StoragePoolEvent;
import io.kvmsdk.storage.StoragePoolFilter;
import io.kvmsdk.storage.StoragePoolSpec;
import io.kvmsdk.storage.StoragePoolType;
import io.kvmsdk.storage.StoragePools;
import io.kvmsdk.storage.StorageVolume;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/** The storage pools of a {@link Driver}. */
final class DriverStoragePools implements StoragePools {
  private static final Set<StoragePoolType> DISCOVERED =
      EnumSet.of(StoragePoolType.NETFS, StoragePoolType.LOGICAL, StoragePoolType.ISCSI);

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
    ObjectRef ref = calls.definePool(document(spec));
    Aftermath.orUndo(
        () -> calls.autostartPool(ref.uuid(), spec.autostart()),
        () -> {
          if (spec.uuid().isEmpty()) { // else it may have been there before
            calls.undefinePool(ref.uuid());
          }
        });
    return new DriverStoragePool(driver, ref);
  }

  /** With a UUID of its own, a taken name is refused rather than redefined. */
  private static String document(StoragePoolSpec spec) {
    StoragePoolSpec known = spec.toBuilder().uuid(spec.uuid().orElseGet(UUID::randomUUID)).build();
    return StoragePoolXml.of(known).toXml();
  }

  @Override
  public StoragePool create(StoragePoolSpec spec) {
    return new DriverStoragePool(driver, calls.createPool(document(spec)));
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
                new Absent("storage pool", name, uri)
                    .among(list().stream().map(StoragePool::name)));
  }

  @Override
  public List<StoragePool> list(StoragePoolFilter... filters) {
    return calls.listPools(Set.copyOf(List.of(filters))).stream()
        .<StoragePool>map(ref -> new DriverStoragePool(driver, ref))
        .toList();
  }

  @Override
  public Optional<StorageVolume> findVolumeByPath(String path) {
    return calls
        .findVolumeByPath(path)
        .map(v -> new DriverStorageVolume(driver, v.pool(), v.name()));
  }

  @Override
  public List<PoolSource> findSources(StoragePoolType type) {
    Subject subject = Subject.of("storage pool type", type.libvirtName());
    if (type == StoragePoolType.NETFS || type == StoragePoolType.ISCSI) {
      throw InvalidSpecException.of(subject, "is on servers: name the one to ask");
    }
    return sources(type, null);
  }

  @Override
  public List<PoolSource> findSources(StoragePoolType type, String host) {
    return sources(type, StoragePoolSourcesXml.request(host));
  }

  private List<PoolSource> sources(StoragePoolType type, String request) {
    if (!DISCOVERED.contains(type)) {
      throw new UnsupportedException(
          Subject.of("storage pool type", type.libvirtName()),
          "libvirt cannot look for what such pools could be made of",
          "It can for " + DISCOVERED);
    }
    String found = calls.findPoolSources(type.libvirtName(), request);
    return StoragePoolSourcesXml.parse(found).toSpecs(type);
  }

  @Override
  public Registration listen(Consumer<StoragePoolEvent> listener) {
    return driver.events().listen(StoragePoolEvent.class, Set.of(StoragePoolEvent.class), listener);
  }
}
