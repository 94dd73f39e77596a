package io.kvmsdk.domain;

/** How a core dump is taken. libvirt: {@code virDomainCoreDumpFlags}. */
public enum DumpOption {
  /** The memory without the devices, which crash and gdb read. */
  MEMORY_ONLY,
  /** The guest goes on while it is written, so that the dump is of no single moment. */
  LIVE,
  /** The domain ends in {@code CRASHED} once it is written; not with LIVE or RESET. */
  CRASH,
  /** The domain is reset once it is written; not with LIVE. */
  RESET,
  /** The file goes past the host's page cache. */
  BYPASS_CACHE,
  /** A file that is there already is lost, even if the dump fails. */
  OVERWRITE
}
