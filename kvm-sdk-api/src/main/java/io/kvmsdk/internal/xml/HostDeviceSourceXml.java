package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.HostDevice;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.Optional;

/** Which device of the host it is: {@code <source>} in {@code <hostdev>}. */
@XmlType(
    propOrder = {
      "vendor",
      "product",
      "adapter",
      "block",
      "character",
      "networkInterface",
      "host",
      "initiator",
      "auth",
      "address",
      "content"
    })
final class HostDeviceSourceXml extends OpenXml {
  ElementXml vendor;
  ElementXml product;
  ElementXml adapter;
  ElementXml block;

  @XmlElement(name = "char")
  ElementXml character;

  @XmlElement(name = "interface")
  ElementXml networkInterface;

  ElementXml host;
  ElementXml initiator;
  ElementXml auth;
  ElementXml address;

  HostDeviceSourceXml() {}

  static HostDeviceSourceXml of(HostDevice device) {
    HostDeviceSourceXml xml = new HostDeviceSourceXml();
    if (device instanceof HostDevice.Pci pci) {
      xml.address = Values.pciAddress(pci.address());
    } else if (device instanceof HostDevice.Usb usb) {
      xml.vendor = new ElementXml().with("id", String.format("0x%04x", usb.vendor()));
      xml.product = new ElementXml().with("id", String.format("0x%04x", usb.product()));
    } else if (device instanceof HostDevice.UsbAt at) {
      xml.address = new ElementXml().with("bus", at.bus()).with("device", at.device());
    } else if (device instanceof HostDevice.Mediated mediated) {
      xml.address = new ElementXml().with("uuid", mediated.uuid());
    }
    return xml;
  }

  Optional<HostDevice> pci() {
    return Optional.ofNullable(address).map(Values::pciAddress).map(HostDevice.Pci::new);
  }

  Optional<HostDevice> mediated(String model) {
    return attributeOf(address, "uuid")
        .map(uuid -> new HostDevice.Mediated(Values.uuid(uuid), model));
  }

  /** The device by what it is, where the document tells that, else by where it is. */
  Optional<HostDevice> usb() {
    if (attributeOf(vendor, "id").isPresent() && attributeOf(product, "id").isPresent()) {
      return Optional.of(new HostDevice.Usb(id(vendor), id(product)));
    }
    return attributeOf(address, "device").isPresent()
        ? Optional.of(new HostDevice.UsbAt(place("bus"), place("device")))
        : Optional.empty();
  }

  private static int id(ElementXml element) {
    return Values.anyNumber("USB id", element.attribute("id").orElse(""));
  }

  private int place(String attribute) {
    return Values.anyNumber("USB address", address.attribute(attribute).orElse(""));
  }
}
