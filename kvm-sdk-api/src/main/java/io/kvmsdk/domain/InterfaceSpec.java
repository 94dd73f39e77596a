package io.kvmsdk.domain;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import io.kvmsdk.value.MacAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.immutables.value.Value;

/** A network interface of a domain: libvirt's {@code <interface>}. */
@Value.Immutable
@SpecStyle
public abstract class InterfaceSpec {
  InterfaceSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  /** A virtio interface on the libvirt network {@code name}. */
  public static InterfaceSpec network(String name) {
    return builder().source(InterfaceSource.network(name)).build();
  }

  public abstract InterfaceSource source();

  /** libvirt makes one up where it is empty. */
  public abstract Optional<MacAddress> mac();

  /** The emulated card, as {@code virtio} or {@code e1000e}. */
  @Value.Default
  public String model() {
    return "virtio";
  }

  /** The name of the host's end; libvirt chooses {@code vnetN} where it is empty. */
  public abstract Optional<String> target();

  /** Whether the cable is in. */
  @Value.Default
  public boolean linkUp() {
    return true;
  }

  /** The place in the boot order, from 1; not booted from where it is empty. */
  public abstract OptionalInt bootOrder();

  /** Elements to add inside {@code <interface>} as they are, each a well-formed element. */
  public abstract List<String> rawXml();

  @Value.Check
  void check() {
    Validation.of("interface", mac().map(MacAddress::text).orElse(""))
        .require(bootOrder().orElse(1) >= 1, "bootOrder starts at 1")
        .require(model().matches("[\\w.-]+"), "model must be a QEMU device name")
        .rawXml(rawXml())
        .orThrow();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds an {@link InterfaceSpec}. */
  public static final class Builder extends ImmutableInterfaceSpec.Builder {
    Builder() {}

    /** Plugged into the libvirt network {@code name}. */
    public Builder network(String name) {
      return source(InterfaceSource.network(name));
    }

    /** Plugged into the host's Linux bridge {@code name}. */
    public Builder bridge(String name) {
      return source(InterfaceSource.bridge(name));
    }
  }
}
