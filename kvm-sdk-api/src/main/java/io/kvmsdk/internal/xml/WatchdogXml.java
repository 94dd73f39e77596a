package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.WatchdogAction;
import io.kvmsdk.domain.WatchdogSpec;
import jakarta.xml.bind.annotation.XmlType;
import java.util.Optional;

/** A timer that acts when the guest hangs: {@code <watchdog>}. */
@XmlType(propOrder = {"content", "alias", "address"})
public final class WatchdogXml extends DeviceXml {

  WatchdogXml() {}

  static WatchdogXml of(WatchdogSpec spec) {
    WatchdogXml xml = new WatchdogXml();
    xml.attribute("model", spec.model());
    xml.attribute("action", spec.action().libvirtName());
    return xml;
  }

  Optional<WatchdogSpec> toSpec() {
    Optional<WatchdogAction> action =
        Values.named(
            WatchdogAction.values(),
            WatchdogAction::libvirtName,
            attribute("action").orElse("reset"));
    return attribute("model")
        .flatMap(m -> action.map(a -> WatchdogSpec.builder().model(m).action(a).build()));
  }
}
