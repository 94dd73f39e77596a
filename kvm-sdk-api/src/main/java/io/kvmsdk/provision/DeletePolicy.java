package io.kvmsdk.provision;

/** What becomes of a deleted domain's disks. */
public enum DeletePolicy {
  KEEP_DISKS,
  /** Those volumes go that the domain writes to and that nothing else uses. */
  REMOVE_DISKS
}
