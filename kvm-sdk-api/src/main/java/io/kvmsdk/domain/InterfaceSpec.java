package io.kvmsdk.domain;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import io.kvmsdk.value.MacAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
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

  /**
   * Elements to add inside {@code <interface>}, each well-formed. One that is there from the spec
   * already, as {@code <virtualport>}, takes the attributes and elements of the raw one.
   */
  public abstract List<String> rawXml();

  @Value.Check
  void check() {
    Validation.of("interface", mac().map(MacAddress::text).orElse(""))
        .require(bootOrder().orElse(1) >= 1, "bootOrder starts at 1")
        .require(model().matches("[\\w.-]+"), "model must be a QEMU device name")
        .require(vlans().stream().allMatch(InterfaceSpec::isVlan), "a VLAN is 0 to 4095")
        .require(vlans().stream().distinct().count() == vlans().size(), "a VLAN is named twice")
        .rawXml(rawXml())
        .orThrow();
  }

  private List<Integer> vlans() {
    return source() instanceof InterfaceSource.Ovs ovs
        ? Stream.concat(ovs.tag().stream().boxed(), ovs.trunks().stream()).toList()
        : List.of();
  }

  private static boolean isVlan(int id) {
    return id >= 0 && id <= 4095;
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
