package io.kvmsdk.domain;

/** How a folder of the host gets into the guest. */
public enum FilesystemDriver {
  /** Shared memory and a daemon: fast, and the guest sees a POSIX file system. */
  VIRTIOFS,
  /** The Plan 9 protocol, by QEMU itself: needs neither a daemon nor shared memory. */
  PLAN9;
}
