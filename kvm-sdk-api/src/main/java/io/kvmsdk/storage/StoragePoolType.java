package io.kvmsdk.storage;

/** What a pool's volumes are on the host. */
public enum StoragePoolType {
  /** Files in a folder. */
  DIR;

  /** libvirt's name, as in {@code <pool type='dir'>}. */
  public String libvirtName() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
