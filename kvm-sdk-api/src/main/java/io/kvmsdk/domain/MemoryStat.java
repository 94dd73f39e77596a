package io.kvmsdk.domain;

/**
 * A number about a guest's memory, in KiB where nothing else is said. libvirt: {@code
 * virDomainMemoryStatTags}, in its order.
 */
public enum MemoryStat {
  SWAP_IN,
  SWAP_OUT,
  /** How many. */
  MAJOR_FAULT,
  /** How many. */
  MINOR_FAULT,
  /** What nothing in the guest uses. */
  UNUSED,
  /** What the guest sees. */
  AVAILABLE,
  /** What the domain has now. */
  ACTUAL_BALLOON,
  /** What its QEMU holds of the host's memory. */
  RSS,
  /** What the guest could use without swapping. */
  USABLE,
  /** When the guest last told, in seconds since 1970. */
  LAST_UPDATE,
  DISK_CACHES,
  /** How many. */
  HUGETLB_PGALLOC,
  /** How many. */
  HUGETLB_PGFAIL
}
