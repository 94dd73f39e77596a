package io.kvmsdk.qcow2;

/** Whether data are looked at, so that zeros among them become holes (libvirt's detect_zeroes). */
public enum DetectZeros {
  /**
   * They are, where they have to be copied anyway; not where the file system can let both files
   * share the blocks, which is many times faster and takes no room at all.
   */
  AUTO,
  /** They are: 4 KiB at a time for raw targets, as qemu-img does; whole clusters for qcow2. */
  ON,
  /** They are not: only what the metadata say to be zeros is left out. */
  OFF
}
