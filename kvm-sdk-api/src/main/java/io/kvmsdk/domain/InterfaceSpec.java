package io.kvmsdk.domain;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import io.kvmsdk.network.Bandwidth;
import io.kvmsdk.network.VlanSpec;
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

  /** The largest packet, in bytes, from 1280 to 65535; the network's own where it is empty. */
  public abstract OptionalInt mtu();

  /** Pairs of queues, each served by a processor of its own; virtio alone has more than one. */
  public abstract OptionalInt queues();

  public abstract Optional<Bandwidth> bandwidth();

  /**
   * The VLANs of its port, on a bridge of Open vSwitch or a network that lies on one, or of an
   * SR-IOV card; those of its network, or of the port group, where it is empty.
   */
  public abstract Optional<VlanSpec> vlan();

  /** The network filter that guards it. */
  public abstract Optional<FilterReference> filter();

  /** Whether it is kept from other isolated ports of its bridge. */
  @Value.Default
  public boolean isolated() {
    return false;
  }

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
        .require(
            mtu().orElse(1500) >= 1280 && mtu().orElse(1500) <= 65535, "mtu must be 1280 to 65535")
        .require(queues().orElse(1) >= 1 && queues().orElse(1) <= 256, "queues must be 1 to 256")
        .rawXml(rawXml())
        .orThrow();
  }

  /** Whether it is one card with another, whose address it has then: {@code <teaming>}. */
  public final boolean teamed() {
    return rawXml().stream().anyMatch(e -> e.startsWith("<teaming"));
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

    /** Plugged into the host's bridge of Open vSwitch {@code name}. */
    public Builder ovs(String name) {
      return source(InterfaceSource.ovs(name));
    }

    /** As an access port of one VLAN, 0 to 4095. */
    public Builder vlan(int id) {
      return vlan(VlanSpec.access(id));
    }

    /** Plugged into the host's Linux bridge {@code name}. */
    public Builder bridge(String name) {
      return source(InterfaceSource.bridge(name));
    }
  }
}
