package io.kvmsdk.internal.driver;

import io.kvmsdk.storage.ResizeFlag;
import io.kvmsdk.storage.StoragePoolFilter;
import io.kvmsdk.storage.StoragePoolInfo;
import io.kvmsdk.storage.StorageVolumeInfo;
import io.kvmsdk.storage.WipeAlgorithm;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** libvirt's storage calls. What does not exist gives {@code NotFoundException}. */
public interface StorageDriver {
  /** {@code virConnectListAllStoragePools}. */
  default List<ObjectRef> listPools() {
    return listPools(Set.of());
  }

  /** {@code virConnectListAllStoragePools}. */
  List<ObjectRef> listPools(Set<StoragePoolFilter> filters);

  /** {@code virStoragePoolLookupByName}. */
  Optional<ObjectRef> findPool(String name);

  /** {@code virStoragePoolDefineXML}. */
  ObjectRef definePool(String xml);

  /**
   * {@code virConnectFindStoragePoolSources}.
   *
   * @param source the {@code <source>} to ask; null for the host itself
   */
  String findPoolSources(String type, String source);

  /** {@code virStoragePoolCreateXML}. */
  ObjectRef createPool(String xml);

  /** {@code virStoragePoolIsPersistent}. */
  boolean poolPersistent(UUID pool);

  /** {@code virStoragePoolBuild}. */
  void buildPool(UUID pool);

  /** {@code virStoragePoolCreate}. */
  void createPool(UUID pool);

  /** {@code virStoragePoolDestroy}. */
  void destroyPool(UUID pool);

  /** {@code virStoragePoolDelete}. */
  void deletePool(UUID pool);

  /** {@code virStoragePoolUndefine}. */
  void undefinePool(UUID pool);

  /** {@code virStoragePoolRefresh}. */
  void refreshPool(UUID pool);

  /** {@code virStoragePoolIsActive}. */
  boolean poolActive(UUID pool);

  /** {@code virStoragePoolSetAutostart}. */
  void autostartPool(UUID pool, boolean on);

  /** {@code virStoragePoolGetAutostart}. */
  boolean poolAutostart(UUID pool);

  /** {@code virStoragePoolGetInfo}. */
  StoragePoolInfo poolInfo(UUID pool);

  /** {@code virStoragePoolGetXMLDesc}. */
  String poolXml(UUID pool);

  /** {@code virStoragePoolListAllVolumes}: names. */
  List<String> listVolumes(UUID pool);

  /** {@code virStorageVolCreateXML}. */
  void createVolume(UUID pool, String xml);

  /**
   * {@code virStorageVolCreateXMLFrom}.
   *
   * @param reflink {@code VIR_STORAGE_VOL_CREATE_REFLINK}: share the blocks, or fail
   */
  void cloneVolume(UUID pool, String xml, VolumeRef source, boolean reflink);

  /** {@code virStorageVolLookupByName}. */
  boolean volumeExists(UUID pool, String volume);

  /** {@code virStorageVolLookupByPath}. */
  Optional<VolumeRef> findVolumeByPath(String path);

  /** {@code virStorageVolDelete}. */
  void deleteVolume(UUID pool, String volume);

  /** {@code virStorageVolGetInfo}. */
  StorageVolumeInfo volumeInfo(UUID pool, String volume);

  /** {@code virStorageVolGetPath}. */
  String volumePath(UUID pool, String volume);

  /** {@code virStorageVolGetXMLDesc}. */
  String volumeXml(UUID pool, String volume);

  /** {@code virStorageVolResize}. */
  void resizeVolume(UUID pool, String volume, long capacity, Set<ResizeFlag> flags);

  /** {@code virStorageVolWipePattern}. */
  void wipeVolume(UUID pool, String volume, WipeAlgorithm algorithm);

  /**
   * {@code virStorageVolUpload}: asks {@code source} for blocks until it has sent {@code length}
   * bytes. Whatever fails aborts the stream ({@code virStreamAbort}), never finishes it.
   *
   * @param sparse {@code VIR_STORAGE_VOL_UPLOAD_SPARSE_STREAM}, where the connection can: where
   *     {@code source} has a hole, the volume keeps what it has, and a file is cut off at the end
   *     of each hole
   */
  void upload(
      UUID pool, String volume, long offset, long length, boolean sparse, BlockSource source);

  /**
   * {@code virStorageVolDownload}; hands {@code sink} blocks until {@code length} bytes, or all
   * that there are, came; a length of 0 means all.
   *
   * @param sparse {@code VIR_STORAGE_VOL_DOWNLOAD_SPARSE_STREAM}, where the connection can: {@code
   *     sink} is told of holes
   */
  void download(UUID pool, String volume, long offset, long length, boolean sparse, BlockSink sink);

  /** A volume's pool and its name there. */
  record VolumeRef(ObjectRef pool, String name) {}

  /** Gives the next bytes to send. */
  @FunctionalInterface
  interface BlockSource {
    /** Puts at least one byte into {@code block}. */
    void fill(ByteBuffer block);

    /** How many bytes of zeros come next; asked, by sparse uploads alone, before each block. */
    default long hole() {
      return 0;
    }
  }

  /** Takes the bytes that came. */
  @FunctionalInterface
  interface BlockSink {
    void take(ByteBuffer block);

    /** So many bytes of zeros come next; told by sparse downloads alone. */
    default void hole(long length) {
      throw new IllegalStateException("this sink takes no holes");
    }
  }
}
