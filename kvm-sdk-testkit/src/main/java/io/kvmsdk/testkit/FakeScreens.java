package io.kvmsdk.testkit;

import io.kvmsdk.domain.Key;
import io.kvmsdk.domain.Screenshot;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.internal.driver.ScreenDriver;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** libvirt's calls on the screens and the keyboard of domains on a fake host. */
final class FakeScreens implements ScreenDriver {
  private final Connection connection;

  FakeScreens(Connection connection) {
    this.connection = connection;
  }

  @Override
  public Screenshot screenshot(UUID domain, int screen) {
    return connection.ask(
        Operation.DOMAIN_SCREENSHOT,
        connection.host.domains,
        domain,
        d -> {
          d.requireActive();
          if (screen != 0) {
            throw InvalidSpecException.of(d.subject(), "there is no screen " + screen);
          }
          return d.run().script().screen();
        });
  }

  @Override
  public void sendKeys(UUID domain, Duration hold, List<Key> chord) {
    connection.change(
        Operation.DOMAIN_SEND_KEY,
        connection.host.domains,
        domain,
        d -> {
          d.requireActive();
          d.keys.add(chord);
        });
  }

  @Override
  public void injectNmi(UUID domain) {
    connection.change(
        Operation.DOMAIN_INJECT_NMI, connection.host.domains, domain, FakeDomain::requireActive);
  }
}
