package io.kvmsdk.domain;

/**
 * How a domain is started. libvirt: {@code virDomainCreateFlags}.
 *
 * <p>{@code VIR_DOMAIN_START_AUTODESTROY}, which ends a domain together with the connection that
 * started it, is left out: connections are made anew here whenever they are lost, and long calls
 * have some of their own, so that it would end domains which nobody meant to end.
 */
public enum StartOption {
  /** Its processors stand still until {@link Domain#resume}. */
  PAUSED,
  /** A managed save is read past the host's page cache, so that other domains keep theirs. */
  BYPASS_CACHE,
  /** It boots: a managed save is thrown away, for the guest as if the plug had been pulled. */
  FORCE_BOOT,
  /** The variables of its UEFI firmware are those of a new machine again. From libvirt 8.1. */
  RESET_NVRAM
}
