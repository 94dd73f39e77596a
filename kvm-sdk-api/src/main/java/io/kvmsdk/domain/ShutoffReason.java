package io.kvmsdk.domain;

/** How a domain came to be shut off. libvirt: {@code virDomainShutoffReason}, in its order. */
public enum ShutoffReason {
  /** Nobody remembers, or it was never started. */
  UNKNOWN,
  /** The guest powered off, or rebooted where that ends it. */
  SHUTDOWN,
  /** Somebody pulled the plug. */
  DESTROYED,
  /** The guest, or its QEMU, crashed. */
  CRASHED,
  MIGRATED,
  SAVED,
  /** It could not be started. */
  FAILED,
  FROM_SNAPSHOT,
  /** libvirt's daemon could not find its QEMU again. */
  DAEMON
}
