package io.kvmsdk.domain;

import io.kvmsdk.value.PciAddress;
import java.util.Objects;
import java.util.UUID;

/** Which device of the host a guest is given: the {@code <source>} of libvirt's hostdev. */
public sealed interface HostDevice {
  /** The PCI device at an address as {@code 0000:03:00.0}. */
  static HostDevice pci(String address) {
    return new Pci(PciAddress.of(address));
  }

  /** The USB device of that maker and product, as {@code 0x046d} and {@code 0xc52b}. */
  static HostDevice usb(int vendor, int product) {
    return new Usb(vendor, product);
  }

  /** The mediated device of that UUID, a PCI device to the guest. */
  static HostDevice mediated(UUID uuid) {
    return new Mediated(uuid, "vfio-pci");
  }

  /** A PCI device; with it goes all that is in its IOMMU group. */
  record Pci(PciAddress address) implements HostDevice {
    public Pci {
      Objects.requireNonNull(address);
    }
  }

  /**
   * A USB device by what it is, wherever it is plugged in; libvirt refuses it if there are two.
   *
   * @param vendor 1 to 0xffff
   * @param product 0 to 0xffff
   */
  record Usb(int vendor, int product) implements HostDevice {}

  /**
   * A USB device by where it is plugged in.
   *
   * @param bus the host's number of the bus, from 1
   * @param device the device's number on it, from 1
   */
  record UsbAt(int bus, int device) implements HostDevice {}

  /**
   * A part of a device that a driver of the host divides up, as a virtual GPU.
   *
   * @param model {@code vfio-pci}, {@code vfio-ccw} or {@code vfio-ap}
   */
  record Mediated(UUID uuid, String model) implements HostDevice {
    public Mediated {
      Objects.requireNonNull(uuid);
      Objects.requireNonNull(model);
    }
  }
}
