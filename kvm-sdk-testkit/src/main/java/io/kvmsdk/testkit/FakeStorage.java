package io.kvmsdk.testkit;

import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.KnownFailure;
import io.kvmsdk.internal.driver.ObjectRef;
import io.kvmsdk.internal.driver.StorageDriver;
import io.kvmsdk.internal.xml.StoragePoolXml;
import io.kvmsdk.internal.xml.StorageVolumeXml;
import io.kvmsdk.storage.ResizeFlag;
import io.kvmsdk.storage.StoragePoolFilter;
import io.kvmsdk.storage.StoragePoolInfo;
import io.kvmsdk.storage.StoragePoolSpec;
import io.kvmsdk.storage.StorageVolumeInfo;
import io.kvmsdk.storage.WipeAlgorithm;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** libvirt's storage calls on a fake host. */
final class FakeStorage implements StorageDriver {
  private final Connection connection;
  private final FakeHost host;
  private final Registry<FakePool> pools;

  FakeStorage(Connection connection) {
    this.connection = connection;
    this.host = connection.host;
    this.pools = host.pools;
  }

  @Override
  public List<ObjectRef> listPools(Set<StoragePoolFilter> filters) {
    return connection.call(
        Operation.POOL_LOOKUP,
        pools.subject("*"),
        () -> pools.refs(p -> FakePool.FILTERS.accept(filters, p::is)));
  }

  @Override
  public Optional<ObjectRef> findPool(String name) {
    return connection.call(
        Operation.POOL_LOOKUP, pools.subject(name), () -> pools.find(name).map(FakePool::ref));
  }

  @Override
  public ObjectRef definePool(String xml) {
    StoragePoolXml document = StoragePoolXml.parse(xml);
    return connection.call(
        Operation.POOL_DEFINE, pools.subject(document.name()), () -> define(document));
  }

  private ObjectRef define(StoragePoolXml document) {
    FakePool pool = poolOf(document);
    pool.define(document, document.toSpec());
    pools.add(pool);
    return pool.ref();
  }

  @Override
  public ObjectRef createPool(String xml) {
    StoragePoolXml document = StoragePoolXml.parse(xml);
    return connection.call(
        Operation.POOL_CREATE, pools.subject(document.name()), () -> create(document));
  }

  private ObjectRef create(StoragePoolXml document) {
    FakePool pool = poolOf(document);
    pool.startAs(document, document.toSpec());
    pools.add(pool);
    return pool.ref();
  }

  @Override
  public boolean poolPersistent(UUID pool) {
    return connection.ask(Operation.POOL_READ, pools, pool, FakePool::persistent);
  }

  private FakePool poolOf(StoragePoolXml document) {
    StoragePoolSpec spec = document.toSpec();
    ObjectRef ref = pools.claim(spec.name(), spec.uuid());
    pools.all().stream()
        .filter(other -> !other.ref().equals(ref) && other.folderAt(spec.target()))
        .findFirst()
        .ifPresent(
            other -> {
              throw KnownFailure.POOL_OVERLAPS.exception(
                  pools.subject(spec.name()),
                  "its target belongs to the pool '" + other.ref().name() + "'",
                  Map.of("pool", other.ref().name()));
            });
    document.uuid(ref.uuid());
    return pools.find(ref.uuid()).orElseGet(() -> new FakePool(host, ref));
  }

  @Override
  public void buildPool(UUID pool) {
    connection.change(Operation.POOL_BUILD, pools, pool, FakePool::build);
  }

  @Override
  public void createPool(UUID pool) {
    connection.change(Operation.POOL_START, pools, pool, FakePool::start);
  }

  @Override
  public void destroyPool(UUID pool) {
    connection.change(Operation.POOL_DESTROY, pools, pool, FakePool::destroy);
  }

  @Override
  public void deletePool(UUID pool) {
    connection.change(Operation.POOL_DELETE, pools, pool, FakePool::delete);
  }

  @Override
  public void undefinePool(UUID pool) {
    connection.change(Operation.POOL_UNDEFINE, pools, pool, FakePool::undefine);
  }

  @Override
  public void refreshPool(UUID pool) {
    connection.change(Operation.POOL_REFRESH, pools, pool, FakePool::refresh);
  }

  @Override
  public boolean poolActive(UUID pool) {
    return connection.ask(Operation.POOL_READ, pools, pool, FakePool::active);
  }

  @Override
  public void autostartPool(UUID pool, boolean on) {
    connection.change(Operation.POOL_AUTOSTART, pools, pool, p -> p.autostart(on));
  }

  @Override
  public boolean poolAutostart(UUID pool) {
    return connection.ask(Operation.POOL_READ, pools, pool, FakePool::autostart);
  }

  @Override
  public StoragePoolInfo poolInfo(UUID pool) {
    return connection.ask(Operation.POOL_READ, pools, pool, FakePool::info);
  }

  @Override
  public String poolXml(UUID pool) {
    return connection.ask(Operation.POOL_READ, pools, pool, FakePool::xml);
  }

  @Override
  public List<String> listVolumes(UUID pool) {
    return connection.ask(Operation.POOL_READ, pools, pool, FakePool::volumeNames);
  }

  @Override
  public void createVolume(UUID pool, String xml) {
    StorageVolumeXml document = StorageVolumeXml.parse(xml);
    on(
        Operation.VOLUME_CREATE,
        pool,
        document.name(),
        p -> {
          p.create(document);
          return null;
        });
  }

  @Override
  public void cloneVolume(UUID pool, String xml, VolumeRef source, boolean reflink) {
    StorageVolumeXml document = StorageVolumeXml.parse(xml);
    on(
        Operation.VOLUME_CLONE,
        pool,
        document.name(),
        p -> {
          p.clone(document, pools.get(source.pool().uuid()).volume(source.name()), reflink);
          return null;
        });
  }

  @Override
  public boolean volumeExists(UUID pool, String volume) {
    return on(Operation.VOLUME_LOOKUP, pool, volume, p -> p.find(volume).isPresent());
  }

  /** A fake host has no volume groups, and knows no servers. */
  @Override
  public String findPoolSources(String type, String source) {
    return connection.call(Operation.POOL_LOOKUP, subject(type), () -> "<sources/>");
  }

  @Override
  public Optional<VolumeRef> findVolumeByPath(String path) {
    return connection.call(
        Operation.VOLUME_LOOKUP,
        subject(path),
        () ->
            pools.all().stream()
                .filter(FakePool::active)
                .flatMap(p -> p.findByPath(path).map(name -> new VolumeRef(p.ref(), name)).stream())
                .findFirst());
  }

  @Override
  public void deleteVolume(UUID pool, String volume) {
    on(
        Operation.VOLUME_DELETE,
        pool,
        volume,
        p -> {
          p.delete(volume);
          return null;
        });
  }

  @Override
  public StorageVolumeInfo volumeInfo(UUID pool, String volume) {
    return read(pool, volume, FakeVolume::info);
  }

  @Override
  public String volumePath(UUID pool, String volume) {
    return read(pool, volume, FakeVolume::path);
  }

  @Override
  public String volumeXml(UUID pool, String volume) {
    return read(pool, volume, FakeVolume::xml);
  }

  @Override
  public void resizeVolume(UUID pool, String volume, long capacity, Set<ResizeFlag> flags) {
    on(
        Operation.VOLUME_RESIZE,
        pool,
        volume,
        p -> {
          p.volume(volume).resize(capacity, flags);
          return null;
        });
  }

  @Override
  public void wipeVolume(UUID pool, String volume, WipeAlgorithm algorithm) {
    on(
        Operation.VOLUME_WIPE,
        pool,
        volume,
        p -> {
          p.wipe(volume, algorithm);
          return null;
        });
  }

  /** libvirt, too, looks at the pool again after an upload. */
  @Override
  public void upload(
      UUID pool, String volume, long offset, long length, boolean sparse, BlockSource source) {
    Begun begun = begin(Operation.VOLUME_UPLOAD, pool, volume);
    begun.volume.upload(offset, length, sparse, source, begun.transfer);
    synchronized (host.clock) {
      pools.find(pool).filter(FakePool::active).ifPresent(FakePool::refresh);
    }
  }

  @Override
  public void download(
      UUID pool, String volume, long offset, long length, boolean sparse, BlockSink sink) {
    Begun begun = begin(Operation.VOLUME_DOWNLOAD, pool, volume);
    begun.volume.download(offset, length, sparse, sink, begun.transfer);
  }

  /** A transfer that goes on while the host is free for other calls. */
  private record Begun(FakeVolume volume, FaultPlan.Transfer transfer) {}

  private Begun begin(Operation operation, UUID pool, String volume) {
    return connection.begin(
        operation,
        () -> subject(pools.get(pool).ref().name() + "/" + volume),
        transfer -> new Begun(pools.get(pool).volume(volume), transfer));
  }

  private <T> T read(UUID pool, String volume, Function<FakeVolume, T> question) {
    return on(Operation.VOLUME_READ, pool, volume, p -> question.apply(p.volume(volume)));
  }

  private <T> T on(Operation operation, UUID pool, String volume, Function<FakePool, T> action) {
    return connection.begin(
        operation,
        () -> subject(pools.get(pool).ref().name() + "/" + volume),
        transfer -> action.apply(pools.get(pool)));
  }

  private static Subject subject(String volume) {
    return Subject.of("storage volume", volume);
  }
}
