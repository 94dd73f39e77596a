package io.kvmsdk.domain;

/** What statistics can be about. libvirt: {@code virDomainStatsTypes}, in its order. */
public enum StatsGroup {
  STATE,
  CPU_TOTAL,
  BALLOON,
  VCPU,
  INTERFACE,
  BLOCK,
  PERF,
  IOTHREAD,
  /** The bandwidth of memory, where the host's processor monitors it. */
  MEMORY,
  DIRTYRATE,
  /** What the hypervisor itself counts. */
  VM
}
