package io.kvmsdk.domain;

/** What becomes of a domain whose guest no longer resets its watchdog. */
public enum WatchdogAction {
  RESET,
  /** The guest is asked. */
  SHUTDOWN,
  POWEROFF,
  PAUSE,
  NONE,
  /** Its memory is written to a file on the host. */
  DUMP,
  INJECT_NMI;

  /** libvirt's name. */
  public String libvirtName() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
