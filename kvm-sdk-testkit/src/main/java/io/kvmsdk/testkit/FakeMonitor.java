package io.kvmsdk.testkit;

import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.internal.driver.MonitorDriver;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** A fake host has no QEMU to ask: what one would answer is in the guest's script. */
final class FakeMonitor implements MonitorDriver {
  private final Connection connection;

  FakeMonitor(Connection connection) {
    this.connection = connection;
  }

  @Override
  public CompletableFuture<String> command(UUID domain, String command, boolean human) {
    return CompletableFuture.completedFuture(
        connection.ask(
            Operation.DOMAIN_MONITOR,
            connection.host.domains,
            domain,
            d -> {
              d.requireActive();
              return answer(d, command);
            }));
  }

  private static String answer(FakeDomain domain, String command) {
    return domain
        .run()
        .script()
        .monitor()
        .orElseThrow(
            () ->
                new UnsupportedException(
                    domain.subject(),
                    "the fake host has no QEMU to ask",
                    "Script its answers with FakeGuest.Builder.monitor"))
        .apply(command);
  }
}
