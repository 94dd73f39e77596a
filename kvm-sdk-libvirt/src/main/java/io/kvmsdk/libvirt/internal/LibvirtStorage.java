package io.kvmsdk.libvirt.internal;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.kvmsdk.internal.driver.ObjectRef;
import io.kvmsdk.internal.driver.StorageDriver;
import io.kvmsdk.storage.StoragePoolInfo;
import io.kvmsdk.storage.StorageVolumeInfo;
import io.kvmsdk.value.ByteSize;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.libvirt.jna.StoragePoolPointer;

/** libvirt's storage functions; what concerns one volume is {@link NativeVolumes}'. */
final class LibvirtStorage implements StorageDriver {
  private final Connection connection;
  private final LibvirtApi api;
  private final NativeObjects<StoragePoolPointer> pools;
  private final NativeVolumes volumes;

  LibvirtStorage(Connection connection) {
    this.connection = connection;
    this.api = connection.api();
    this.pools = new NativeObjects<>(connection, ObjectKind.storagePool(api));
    this.volumes = new NativeVolumes(connection, pools);
  }

  @Override
  public List<ObjectRef> listPools() {
    return pools.list();
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
  public void buildPool(UUID pool) {
    pools.call(pool, p -> api.virStoragePoolBuild(p, 0));
  }

  @Override
  public void createPool(UUID pool) {
    pools.call(pool, p -> api.virStoragePoolCreate(p, 0));
  }

  @Override
  public void destroyPool(UUID pool) {
    pools.call(pool, api::virStoragePoolDestroy);
  }

  @Override
  public void deletePool(UUID pool) {
    pools.call(pool, p -> api.virStoragePoolDelete(p, 0));
  }

  @Override
  public void undefinePool(UUID pool) {
    pools.call(pool, api::virStoragePoolUndefine);
  }

  @Override
  public void refreshPool(UUID pool) {
    pools.call(pool, p -> api.virStoragePoolRefresh(p, 0));
  }

  @Override
  public boolean poolActive(UUID pool) {
    return pools.call(pool, api::virStoragePoolIsActive) == 1;
  }

  @Override
  public void autostartPool(UUID pool, boolean on) {
    pools.call(pool, p -> api.virStoragePoolSetAutostart(p, on ? 1 : 0));
  }

  @Override
  public boolean poolAutostart(UUID pool) {
    return pools.flag(pool, api::virStoragePoolGetAutostart);
  }

  /** Reads {@code struct _virStoragePoolInfo}. */
  @Override
  public StoragePoolInfo poolInfo(UUID pool) {
    Memory info = new Memory(32);
    pools.call(pool, p -> api.virStoragePoolGetInfo(p, info));
    return new StoragePoolInfo(size(info, 8), size(info, 16), size(info, 24));
  }

  static ByteSize size(Pointer structure, long offset) {
    return ByteSize.bytes(structure.getLong(offset));
  }

  @Override
  public String poolXml(UUID pool) {
    return pools.get(pool, p -> api.virStoragePoolGetXMLDesc(p, 0)).toString();
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
    volumes.create(pool, xml);
  }

  @Override
  public boolean volumeExists(UUID pool, String volume) {
    return volumes.exists(pool, volume);
  }

  @Override
  public Optional<VolumeRef> findVolumeByPath(String path) {
    return volumes.findByPath(path);
  }

  @Override
  public void deleteVolume(UUID pool, String volume) {
    volumes.call(pool, volume, v -> api.virStorageVolDelete(v, 0));
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
  public void resizeVolume(UUID pool, String volume, long capacity) {
    volumes.call(pool, volume, v -> api.virStorageVolResize(v, capacity, 0));
  }

  /** libvirt takes a length of 0 for "no limit", so nothing is sent where there is nothing. */
  @Override
  public void upload(UUID pool, String volume, long offset, long length, BlockSource source) {
    if (length == 0) {
      volumes.call(pool, volume, v -> 0);
      return;
    }
    try (VolumeStream stream = new VolumeStream(connection, volume)) {
      volumes.call(
          pool, volume, v -> api.virStorageVolUpload(v, stream.pointer(), offset, length, 0));
      stream.send(length, source);
    }
  }

  @Override
  public void download(UUID pool, String volume, long offset, long length, BlockSink sink) {
    try (VolumeStream stream = new VolumeStream(connection, volume)) {
      volumes.call(
          pool, volume, v -> api.virStorageVolDownload(v, stream.pointer(), offset, length, 0));
      stream.receive(sink);
    }
  }
}
