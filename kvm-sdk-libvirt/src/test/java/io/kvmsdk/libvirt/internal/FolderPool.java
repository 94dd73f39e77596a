package io.kvmsdk.libvirt.internal;

import io.kvmsdk.internal.driver.ObjectRef;
import io.kvmsdk.internal.driver.StorageDriver;

/** A folder of the host as a running pool. */
final class FolderPool {
  private FolderPool() {}

  static ObjectRef create(StorageDriver storage, String name, Object folder) {
    ObjectRef pool = storage.definePool(document(name, folder));
    storage.buildPool(pool.uuid());
    storage.createPool(pool.uuid());
    return pool;
  }

  static String document(String name, Object folder) {
    return "<pool type='dir'><name>%s</name><target><path>%s</path></target></pool>"
        .formatted(name, folder);
  }
}
