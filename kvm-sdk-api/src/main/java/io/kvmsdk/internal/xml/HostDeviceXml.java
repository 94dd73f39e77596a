package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.HostDevice;
import io.kvmsdk.domain.HostDeviceSpec;
import jakarta.xml.bind.annotation.XmlType;
import java.util.Optional;

/** A device of the host that is the guest's own: {@code <hostdev>}. */
@XmlType(
    propOrder = {
      "driver",
      "source",
      "model",
      "readonly",
      "shareable",
      "boot",
      "rom",
      "teaming",
      "content",
      "alias",
      "address"
    })
public final class HostDeviceXml extends DeviceXml {
  ElementXml driver;
  HostDeviceSourceXml source;
  ElementXml model;
  ElementXml readonly;
  ElementXml shareable;
  ElementXml boot;
  ElementXml rom;
  ElementXml teaming;

  HostDeviceXml() {}

  static HostDeviceXml of(HostDeviceSpec spec) {
    HostDeviceXml xml = new HostDeviceXml();
    xml.attribute("mode", "subsystem");
    xml.attribute("managed", Values.yesNo(spec.managed()));
    if (spec.source() instanceof HostDevice.Mediated mediated) {
      xml.attribute("type", "mdev");
      xml.attribute("model", mediated.model());
    } else {
      xml.attribute("type", spec.source() instanceof HostDevice.Pci ? "pci" : "usb");
    }
    xml.source = HostDeviceSourceXml.of(spec.source());
    xml.rom = spec.romFile().map(f -> new ElementXml().with("file", f)).orElse(null);
    xml.boot = new ElementXml().with("order", Values.text(spec.bootOrder())).orNull();
    return xml;
  }

  Optional<HostDeviceSpec> toSpec() {
    boolean subsystem = attribute("mode").equals(Optional.of("subsystem")) && source != null;
    return subsystem ? device().map(this::modelled) : Optional.empty();
  }

  private Optional<HostDevice> device() {
    return switch (attribute("type").orElse("")) {
      case "pci" -> source.pci();
      case "usb" -> source.usb();
      case "mdev" -> attribute("model").flatMap(source::mediated);
      default -> Optional.empty();
    };
  }

  private HostDeviceSpec modelled(HostDevice device) {
    return HostDeviceSpec.builder()
        .source(device)
        .managed(isYes("managed"))
        .romFile(attributeOf(rom, "file"))
        .bootOrder(numberOf(boot, "order"))
        .build();
  }
}
