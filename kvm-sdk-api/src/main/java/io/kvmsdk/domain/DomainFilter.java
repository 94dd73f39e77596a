package io.kvmsdk.domain;

/**
 * Which domains a list is to have. Each question here has two or more answers: of one question's
 * any will do, and each question that was answered counts, so RUNNING, PAUSED and AUTOSTART mean
 * those that run or pause, and start with the host. libvirt: {@code virConnectListAllDomainsFlags},
 * in its order.
 */
public enum DomainFilter {
  /** There is a QEMU for it. */
  ACTIVE,
  INACTIVE,
  /** Defined, so that it outlives its stop. */
  PERSISTENT,
  TRANSIENT,
  RUNNING,
  PAUSED,
  SHUTOFF,
  /** None of the three, as crashed. */
  OTHER_STATE,
  MANAGED_SAVE,
  NO_MANAGED_SAVE,
  AUTOSTART,
  NO_AUTOSTART,
  SNAPSHOT,
  NO_SNAPSHOT,
  CHECKPOINT,
  NO_CHECKPOINT
}
