package io.kvmsdk.domain;

/** How the destination comes to the images of a domain's disks. */
public enum MigrationDisks {
  /** Both hosts see the same files at the same paths. */
  SHARED,
  /**
   * All that the guest sees is copied into new volumes that stand alone. libvirt: {@code
   * VIR_MIGRATE_NON_SHARED_DISK}.
   */
  COPIED,
  /**
   * The disk's own image alone is copied, into a new overlay; what lies below must be the same
   * there at the same path. libvirt: {@code VIR_MIGRATE_NON_SHARED_INC}.
   */
  COPIED_ABOVE_BACKING
}
