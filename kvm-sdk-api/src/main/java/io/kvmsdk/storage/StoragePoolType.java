package io.kvmsdk.storage;

/** What a pool's volumes are on the host. */
public enum StoragePoolType {
  /** Files in a folder. */
  DIR,
  /** Files on a file system that libvirt mounts. */
  FS,
  /** Files on a network file system that libvirt mounts. */
  NETFS,
  /** Logical volumes of LVM. */
  LOGICAL,
  /** Partitions of a disk. */
  DISK,
  /** Units of an iSCSI target. */
  ISCSI,
  /** Images in a pool of Ceph. */
  RBD;

  /** Whether volumes are files in the folder that is the pool's target. */
  public boolean folder() {
    return this == DIR || this == FS || this == NETFS;
  }

  /** libvirt's name, as in {@code <pool type='dir'>}. */
  public String libvirtName() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
