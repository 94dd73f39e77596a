package io.kvmsdk.domain;

/** What a domain is doing. libvirt: {@code virDomainState}, in its order. */
public enum DomainState {
  NOSTATE,
  RUNNING,
  BLOCKED,
  PAUSED,
  /** Being shut down, but still there. */
  SHUTDOWN,
  SHUTOFF,
  CRASHED,
  PMSUSPENDED;

  /** Whether QEMU is there, running or not. */
  public boolean active() {
    return this != SHUTOFF && this != NOSTATE && this != CRASHED;
  }
}
