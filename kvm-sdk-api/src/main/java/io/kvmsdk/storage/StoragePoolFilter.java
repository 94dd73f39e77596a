package io.kvmsdk.storage;

/**
 * Which pools a list is to have; of those that exclude each other, any will do. Beginning with
 * {@link #DIR} they are types. libvirt: {@code virConnectListAllStoragePoolsFlags}, in its order.
 */
public enum StoragePoolFilter {
  INACTIVE,
  ACTIVE,
  /** Defined, so that it outlives its stop. */
  PERSISTENT,
  TRANSIENT,
  AUTOSTART,
  NO_AUTOSTART,
  DIR,
  FS,
  NETFS,
  LOGICAL,
  DISK,
  ISCSI,
  SCSI,
  MPATH,
  RBD,
  SHEEPDOG,
  GLUSTER,
  ZFS,
  VSTORAGE,
  ISCSI_DIRECT
}
