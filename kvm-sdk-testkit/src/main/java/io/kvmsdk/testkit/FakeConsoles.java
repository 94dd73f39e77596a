package io.kvmsdk.testkit;

import io.kvmsdk.domain.ConsoleMode;
import io.kvmsdk.internal.driver.ConsoleDriver;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** libvirt's calls that open lines to guests, on a fake host. */
final class FakeConsoles implements ConsoleDriver {
  private final Connection connection;
  private final List<FakeLine> lines = new CopyOnWriteArrayList<>();

  FakeConsoles(Connection connection) {
    this.connection = connection;
  }

  /** libvirt shows the first serial port as a console as well. */
  @Override
  public Line openConsole(UUID domain, Optional<String> alias, ConsoleMode mode) {
    return open(domain, alias.map(a -> a.replace("console", "serial")).orElse("serial0"), mode);
  }

  @Override
  public Line openChannel(UUID domain, String name, ConsoleMode mode) {
    return open(domain, name, mode);
  }

  private Line open(UUID domain, String port, ConsoleMode mode) {
    FakeLine line =
        connection.ask(
            Operation.CONSOLE_OPEN,
            connection.host.domains,
            domain,
            d -> {
              d.requireActive();
              return d.ports.open(port, d.subject(), mode, bytes -> d.run().typed(port, bytes));
            });
    lines.add(line);
    return line;
  }

  void closeLines() {
    lines.forEach(FakeLine::close);
  }
}
