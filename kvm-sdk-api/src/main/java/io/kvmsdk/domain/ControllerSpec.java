package io.kvmsdk.domain;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.immutables.value.Value;

/** A bus or port that devices sit on: libvirt's {@code <controller>}. */
@Value.Immutable
@SpecStyle
public abstract non-sealed class ControllerSpec implements DeviceSpec {
  ControllerSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  /** As {@code scsi}, {@code usb}, {@code pci} or {@code virtio-serial}. */
  public abstract String type();

  /** Its number among those of its type, from 0; the next one free where it is empty. */
  public abstract OptionalInt index();

  /** As {@code virtio-scsi} or {@code qemu-xhci}; libvirt's choice where it is empty. */
  public abstract Optional<String> model();

  /** How many devices fit on a USB or virtio-serial controller; libvirt's choice where empty. */
  public abstract OptionalInt ports();

  /** Request queues of a SCSI controller; QEMU's choice where it is empty. */
  public abstract OptionalInt queues();

  /** The I/O thread, from 1, that serves a virtio-scsi controller; QEMU's main loop where empty. */
  public abstract OptionalInt ioThread();

  @Override
  public abstract List<String> rawXml();

  @Value.Check
  void check() {
    Validation.of("controller", type())
        .require(type().matches("[a-z-]+"), "type must be libvirt's, as scsi")
        .require(index().orElse(0) >= 0, "index starts at 0")
        .require(ports().orElse(1) >= 1, "ports must be at least 1")
        .require(queues().orElse(1) >= 1, "queues must be at least 1")
        .require(ioThread().orElse(1) >= 1, "ioThread starts at 1")
        .rawXml(rawXml())
        .orThrow();
  }

  @Override
  public final ControllerSpec withRawXml(List<String> rawXml) {
    return toBuilder().rawXml(rawXml).build();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link ControllerSpec}. */
  public static final class Builder extends ImmutableControllerSpec.Builder {
    Builder() {}
  }
}
