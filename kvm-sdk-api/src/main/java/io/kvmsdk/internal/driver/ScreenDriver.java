package io.kvmsdk.internal.driver;

import io.kvmsdk.domain.Key;
import io.kvmsdk.domain.Screenshot;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** libvirt's calls on the screens and the keyboard of domains. */
public interface ScreenDriver {
  /** {@code virDomainScreenshot}. */
  Screenshot screenshot(UUID domain, int screen);

  /** {@code virDomainSendKey}, by Linux's numbers; returns before the keys are released. */
  void sendKeys(UUID domain, Duration hold, List<Key> chord);

  /** {@code virDomainInjectNMI}. */
  void injectNmi(UUID domain);
}
