package io.kvmsdk.libvirt.internal;

import static io.kvmsdk.libvirt.internal.DirectApi.address;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.internal.driver.ObjectRef;
import io.kvmsdk.internal.driver.StorageDriver;
import io.kvmsdk.libvirt.LibvirtException;
import io.kvmsdk.storage.ResizeFlag;
import io.kvmsdk.storage.StoragePoolFilter;
import io.kvmsdk.storage.StoragePoolInfo;
import io.kvmsdk.storage.StorageVolumeInfo;
import io.kvmsdk.storage.WipeAlgorithm;
import io.kvmsdk.value.ByteSize;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntConsumer;
import org.libvirt.jna.StoragePoolPointer;

/** libvirt's storage functions; what concerns one volume is {@link NativeVolumes}'. */
final class LibvirtStorage implements StorageDriver {
  /** {@code VIR_STORAGE_VOL_CREATE_REFLINK}. */
  private static final int REFLINK = 1 << 1;

  /** {@code VIR_STORAGE_VOL_UPLOAD_SPARSE_STREAM}, and the same of downloads. */
  private static final int SPARSE_STREAM = 1;

  private final Connection connection;
  private final LibvirtApi api;
  private final NativeObjects<StoragePoolPointer> pools;

  /** For what mounts, scans, or formats: a silent server of NFS takes minutes. */
  private final NativeObjects<StoragePoolPointer> slowPools;

  private final NativeVolumes volumes;

  LibvirtStorage(Connection connection) {
    this.connection = connection;
    this.api = connection.api();
    this.pools = new NativeObjects<>(connection, ObjectKind.storagePool(api));
    this.slowPools = pools.forLongCalls();
    this.volumes = new NativeVolumes(connection, pools);
  }

  @Override
  public List<ObjectRef> listPools(Set<StoragePoolFilter> filters) {
    return pools.list(Flags.bits(filters));
  }

  @Override
  public Optional<ObjectRef> findPool(String name) {
    return pools.find(name);
  }

  @Override
  public ObjectRef definePool(String xml) {
    return pools.define(xml, (c, document) -> api.virStoragePoolDefineXML(c, document, 0));
  }

  @Override
  public ObjectRef createPool(String xml) {
    return connection.longCall(
        () -> pools.define(xml, (c, document) -> api.virStoragePoolCreateXML(c, document, 0)));
  }

  @Override
  public boolean poolPersistent(UUID pool) {
    return pools.call(pool, api::virStoragePoolIsPersistent) == 1;
  }

  @Override
  public void buildPool(UUID pool) {
    slowPools.call(pool, p -> api.virStoragePoolBuild(p, 0));
  }

  @Override
  public void createPool(UUID pool) {
    slowPools.call(pool, p -> api.virStoragePoolCreate(p, 0));
  }

  @Override
  public void destroyPool(UUID pool) {
    slowPools.call(pool, api::virStoragePoolDestroy);
  }

  @Override
  public void deletePool(UUID pool) {
    slowPools.call(pool, p -> api.virStoragePoolDelete(p, 0));
  }

  @Override
  public void undefinePool(UUID pool) {
    pools.call(pool, api::virStoragePoolUndefine);
  }

  @Override
  public void refreshPool(UUID pool) {
    try {
      slowPools.call(pool, p -> api.virStoragePoolRefresh(p, 0));
    } catch (LibvirtException e) {
      throw Errors.busyPool(e) ? Errors.conflict(e) : e;
    }
  }

  @Override
  public boolean poolActive(UUID pool) {
    return pools.call(pool, p -> DirectApi.virStoragePoolIsActive(address(p))) == 1;
  }

  @Override
  public void autostartPool(UUID pool, boolean on) {
    pools.call(pool, p -> api.virStoragePoolSetAutostart(p, on ? 1 : 0));
  }

  @Override
  public boolean poolAutostart(UUID pool) {
    return pools.flag(pool, DirectApi::virStoragePoolGetAutostart);
  }

  /**
   * Reads {@code struct _virStoragePoolInfo}. Until the next refresh, libvirt takes off what is
   * available all that a new volume has, shared blocks too, and that even below zero.
   */
  @Override
  public StoragePoolInfo poolInfo(UUID pool) {
    return pools.with(
        pool,
        (p, subject) -> {
          Scratch info = Scratch.get();
          connection.check(subject, DirectApi.virStoragePoolGetInfo(address(p), info.address()));
          return new StoragePoolInfo(
              ByteSize.bytes(info.getLong(8)),
              ByteSize.bytes(info.getLong(16)),
              ByteSize.bytes(Math.max(0, info.getLong(24))));
        });
  }

  static ByteSize size(Pointer structure, long offset) {
    return ByteSize.bytes(structure.getLong(offset));
  }

  @Override
  public String poolXml(UUID pool) {
    return pools.text(pool, p -> DirectApi.virStoragePoolGetXMLDesc(address(p), 0));
  }

  @Override
  public List<String> listVolumes(UUID pool) {
    return pools.with(
        pool,
        (p, subject) -> {
          PointerByReference array = new PointerByReference();
          int count = connection.check(subject, api.virStoragePoolListAllVolumes(p, array, 0));
          return NativeArray.take(
              array,
              count,
              item -> api.virStorageVolGetName(NativeVolumes.wrap(item)),
              item -> api.virStorageVolFree(NativeVolumes.wrap(item)));
        });
  }

  @Override
  public void createVolume(UUID pool, String xml) {
    connection.longRun(() -> volumes.create(pool, xml));
  }

  @Override
  public boolean volumeExists(UUID pool, String volume) {
    return volumes.exists(pool, volume);
  }

  @Override
  public String findPoolSources(String type, String source) {
    Subject subject = Subject.of("storage pool type", type);
    return connection
        .call(
            c ->
                connection.check(subject, api.virConnectFindStoragePoolSources(c, type, source, 0)))
        .toString();
  }

  @Override
  public Optional<VolumeRef> findVolumeByPath(String path) {
    return volumes.findByPath(path);
  }

  @Override
  public void deleteVolume(UUID pool, String volume) {
    connection.longRun(() -> volumes.call(pool, volume, v -> api.virStorageVolDelete(v, 0)));
  }

  /** Reads {@code struct _virStorageVolInfo}. */
  @Override
  public StorageVolumeInfo volumeInfo(UUID pool, String volume) {
    Memory info = new Memory(24);
    volumes.call(pool, volume, v -> api.virStorageVolGetInfo(v, info));
    return new StorageVolumeInfo(size(info, 8), size(info, 16));
  }

  @Override
  public String volumePath(UUID pool, String volume) {
    return volumes.get(pool, volume, api::virStorageVolGetPath).toString();
  }

  @Override
  public String volumeXml(UUID pool, String volume) {
    return volumes.get(pool, volume, v -> api.virStorageVolGetXMLDesc(v, 0)).toString();
  }

  @Override
  public void cloneVolume(UUID pool, String xml, VolumeRef source, boolean reflink) {
    try {
      connection.longRun(() -> volumes.clone(pool, xml, source, reflink ? REFLINK : 0));
    } catch (LibvirtException e) {
      throw couldHold(pool, volumeInfo(source.pool().uuid(), source.name())) ? e : Errors.full(e);
    }
  }

  /** What qemu-img says of a full disk, libvirt passes on as text alone. */
  private boolean couldHold(UUID pool, StorageVolumeInfo source) {
    return poolInfo(pool).available().compareTo(source.allocation()) >= 0;
  }

  @Override
  public void resizeVolume(UUID pool, String volume, long capacity, Set<ResizeFlag> flags) {
    int bits = flags.stream().mapToInt(ResizeFlag::libvirtBit).sum();
    connection.longRun(
        () -> volumes.call(pool, volume, v -> api.virStorageVolResize(v, capacity, bits)));
  }

  @Override
  public void wipeVolume(UUID pool, String volume, WipeAlgorithm algorithm) {
    int number = algorithm.libvirtNumber();
    connection.longRun(
        () -> volumes.call(pool, volume, v -> api.virStorageVolWipePattern(v, number, 0)));
  }

  /** libvirt takes a length of 0 for "no limit", so nothing is sent where there is nothing. */
  @Override
  public void upload(
      UUID pool, String volume, long offset, long length, boolean sparse, BlockSource source) {
    if (length == 0) {
      volumes.call(pool, volume, v -> 0);
      return;
    }
    try (VolumeStream stream = new VolumeStream(connection, volume)) {
      boolean holes =
          begin(
              sparse,
              flag ->
                  stream.begin(
                      s ->
                          volumes.call(
                              pool,
                              volume,
                              v -> api.virStorageVolUpload(v, s, offset, length, flag))));
      stream.send(length, holes, source);
    }
  }

  @Override
  public void download(
      UUID pool, String volume, long offset, long length, boolean sparse, BlockSink sink) {
    try (VolumeStream stream = new VolumeStream(connection, volume)) {
      boolean holes =
          begin(
              sparse,
              flag ->
                  stream.begin(
                      s ->
                          volumes.call(
                              pool,
                              volume,
                              v -> api.virStorageVolDownload(v, s, offset, length, flag))));
      stream.receive(holes, sink);
    }
  }

  /**
   * Begins a transfer, with holes if the other side knows them: daemons before 3.4 and some types
   * of pool refuse the flag.
   *
   * @return whether holes are told of
   */
  private static boolean begin(boolean sparse, IntConsumer transfer) {
    if (sparse) {
      try {
        transfer.accept(SPARSE_STREAM);
        return true;
      } catch (UnsupportedException | InvalidSpecException unknownFlag) {
        // Without, then
      }
    }
    transfer.accept(0);
    return false;
  }
}
