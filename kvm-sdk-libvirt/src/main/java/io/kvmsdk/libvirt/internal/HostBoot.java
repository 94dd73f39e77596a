package io.kvmsdk.libvirt.internal;

import io.kvmsdk.NodeStats.Cpu;
import io.kvmsdk.internal.driver.StatsDriver;
import java.time.Duration;
import java.util.Optional;

/**
 * When a host was started, by this machine's clock, as far as libvirt lets it be told: its
 * processors have since then done or awaited something all the time. What a hypervisor below the
 * host takes from it is missing, so the moment shifts slowly, and always forward.
 */
record HostBoot(Duration at) {
  /** No host starts faster, nor is it asked twice within an hour or so with less of a shift. */
  private static final Duration TOLERANCE = Duration.ofSeconds(5);

  /** Empty for drivers that do not count what processors do. */
  static Optional<HostBoot> of(StatsDriver stats, Duration now) {
    int processors = stats.nodeInfo().cpus();
    return stats
        .nodeStats()
        .cpu()
        .map(HostBoot::total)
        .map(total -> new HostBoot(now.minus(total.dividedBy(processors))));
  }

  private static Duration total(Cpu cpu) {
    return cpu.user().plus(cpu.system()).plus(cpu.idle()).plus(cpu.ioWait());
  }

  /** Whether it is certain that the host has not been started anew between the two looks. */
  boolean same(HostBoot other) {
    return at.minus(other.at).abs().compareTo(TOLERANCE) < 0;
  }
}
