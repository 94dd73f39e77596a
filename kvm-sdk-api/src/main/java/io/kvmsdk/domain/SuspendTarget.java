package io.kvmsdk.domain;

/** Where a guest that sleeps keeps its memory. libvirt: {@code virNodeSuspendTarget}, in order. */
public enum SuspendTarget {
  /** In memory, which stays: ACPI's S3. */
  MEMORY,
  /** On its disk; the domain then ends: ACPI's S4. */
  DISK,
  /** Both. */
  HYBRID
}
