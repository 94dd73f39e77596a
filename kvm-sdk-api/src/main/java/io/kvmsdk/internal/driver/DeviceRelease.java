package io.kvmsdk.internal.driver;

import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainEvent;
import io.kvmsdk.error.Subject;
import io.kvmsdk.event.Registration;
import io.kvmsdk.internal.xml.DeviceKey;
import io.kvmsdk.internal.xml.XmlText;
import io.kvmsdk.internal.xml.XmlTree;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.w3c.dom.Element;

/**
 * A running guest's letting go of a device. libvirt's call waits for it for five seconds; what the
 * guest says later, an event tells.
 */
final class DeviceRelease {
  private final Driver driver;
  private final Domain domain;
  private final Element device;
  private volatile boolean refused;

  DeviceRelease(Driver driver, Domain domain, Element device) {
    this.driver = driver;
    this.domain = domain;
    this.device = device;
  }

  void await(Duration atMost) {
    long before = count();
    try (Registration listening =
        domain.listen(Set.of(DomainEvent.DeviceRemovalFailed.class), this::hear)) {
      driver.updates().detach(domain.uuid(), XmlText.fragment(device), Affect.LIVE);
      driver
          .pacer()
          .await(
              subject(),
              "waiting for the guest to let go of " + DeviceKey.subject(device),
              atMost,
              () -> released(before),
              () ->
                  "It still has it: a guest that has not booted, or does not listen to ACPI, does"
                      + " not let go. It may do so later; destroy the domain to force it");
    }
  }

  private void hear(DomainEvent event) {
    if (event instanceof DomainEvent.DeviceRemovalFailed failed
        && alias().filter(alias -> !alias.equals(failed.alias())).isEmpty()) {
      refused = true;
    }
  }

  private Optional<String> alias() {
    return XmlTree.child(device, "alias").map(alias -> alias.getAttribute("name"));
  }

  private Optional<Boolean> released(long before) {
    boolean saidNo = refused;
    if (count() < before) {
      return Optional.of(true);
    }
    if (saidNo) {
      throw KnownFailure.DEVICE_KEPT.exception(
          subject(),
          DeviceKey.subject(device) + ": unplug of device was rejected by the guest",
          Map.of());
    }
    return Optional.empty();
  }

  private Subject subject() {
    return Subject.of("domain", domain.name());
  }

  private long count() {
    return XmlTree.devices(XmlTree.parse(domain.xml())).stream()
        .filter(d -> DeviceKey.matches(device, d))
        .count();
  }
}
