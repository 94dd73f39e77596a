package io.kvmsdk.domain;

/**
 * Through what a guest is asked to power off or to reboot. libvirt: {@code
 * virDomainShutdownFlagValues}, {@code virDomainRebootFlagValues}; of containers and Xen they have
 * some more.
 */
public enum ShutdownMode {
  /** The power button, which the guest's system may have been told to ignore. */
  ACPI,
  /** The guest agent, which must be there. */
  GUEST_AGENT
}
