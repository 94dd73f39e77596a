package io.kvmsdk.internal.driver;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Words with the monitor of a domain's QEMU, past libvirt. */
public interface MonitorDriver {
  /**
   * {@code virDomainQemuMonitorCommand}.
   *
   * @param human {@code VIR_DOMAIN_QEMU_MONITOR_COMMAND_HMP}: not JSON, but as a person would type
   * @return what QEMU answers, also that it refuses
   */
  CompletableFuture<String> command(UUID domain, String command, boolean human);
}
