package io.kvmsdk.domain;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.immutables.value.Value;

/** A device of the host that the guest has for itself: libvirt's {@code <hostdev>}. */
@Value.Immutable
@SpecStyle
public abstract non-sealed class HostDeviceSpec implements DeviceSpec {
  HostDeviceSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  public abstract HostDevice source();

  /** Whether libvirt takes a PCI device from the host's driver, and gives it back afterwards. */
  @Value.Default
  public boolean managed() {
    return source() instanceof HostDevice.Pci;
  }

  /** A file on the host with the device's option ROM; the device's own where it is empty. */
  public abstract Optional<String> romFile();

  /** The place in the boot order, from 1; not booted from where it is empty. */
  public abstract OptionalInt bootOrder();

  @Override
  public abstract List<String> rawXml();

  @Value.Check
  void check() {
    Validation.of("hostdev", "")
        .require(hasUsbNumbers(), "a USB vendor is 1 to 0xffff, a product 0 to 0xffff")
        .require(
            romFile().map(f -> f.startsWith("/")).orElse(true), "romFile must be an absolute path")
        .require(bootOrder().orElse(1) >= 1, "bootOrder starts at 1")
        .rawXml(rawXml())
        .orThrow();
  }

  private boolean hasUsbNumbers() {
    return !(source() instanceof HostDevice.Usb usb)
        || (usb.vendor() >= 1
            && usb.vendor() <= 0xffff
            && usb.product() >= 0
            && usb.product() <= 0xffff);
  }

  @Override
  public final HostDeviceSpec withRawXml(List<String> rawXml) {
    return toBuilder().rawXml(rawXml).build();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link HostDeviceSpec}. */
  public static final class Builder extends ImmutableHostDeviceSpec.Builder {
    Builder() {}

    /** The PCI device at an address as {@code 0000:03:00.0}. */
    public Builder pci(String address) {
      return source(HostDevice.pci(address));
    }

    /** The USB device of that maker and product. */
    public Builder usb(int vendor, int product) {
      return source(HostDevice.usb(vendor, product));
    }
  }
}
