package io.kvmsdk.domain;

/** What to do about others who may have the same console or channel open. */
public enum ConsoleMode {
  /** Refuses one that is open already. */
  EXCLUSIVE,
  /** Takes it away from whoever has it open. libvirt: {@code VIR_DOMAIN_CONSOLE_FORCE}. */
  FORCE,
  /**
   * Refuses also where the hypervisor cannot tell whether somebody has it open. libvirt: {@code
   * VIR_DOMAIN_CONSOLE_SAFE}; channels know no such difference.
   */
  SAFE
}
