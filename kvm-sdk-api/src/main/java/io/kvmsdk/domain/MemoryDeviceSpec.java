package io.kvmsdk.domain;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import io.kvmsdk.value.ByteSize;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.immutables.value.Value;

/** Memory in a slot: libvirt's {@code <memory>} in {@code <devices>}. */
@Value.Immutable
@SpecStyle
public abstract non-sealed class MemoryDeviceSpec implements DeviceSpec {
  MemoryDeviceSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  /** As {@code dimm}, {@code nvdimm}, {@code virtio-mem} or {@code virtio-pmem}. */
  @Value.Default
  public String model() {
    return "dimm";
  }

  /** A multiple of 1 MiB, or of what the model wants: of a virtio-mem device, the most. */
  public abstract ByteSize size();

  /** The guest's NUMA cell that it belongs to; libvirt wants it wherever there are cells. */
  public abstract OptionalInt node();

  /** The file on the host that keeps what is in an nvdimm or virtio-pmem device. */
  public abstract Optional<String> path();

  /** In what pieces a virtio-mem device grows and shrinks. */
  public abstract Optional<ByteSize> block();

  /** How much of a virtio-mem device the guest is to have now. */
  public abstract Optional<ByteSize> requested();

  @Override
  public abstract List<String> rawXml();

  @Value.Check
  void check() {
    Validation.of("memory device", model())
        .require(model().matches("[a-z-]+"), "model must be libvirt's, as dimm")
        .require(size().bytes() > 0, "size must not be 0")
        .require(node().orElse(0) >= 0, "node starts at 0")
        .require(
            model().equals("virtio-mem") == (block().isPresent() && requested().isPresent()),
            "a virtio-mem device, and no other, has block and requested")
        .require(
            path().map(p -> p.startsWith("/")).orElse(true), "path must be absolute on the host")
        .rawXml(rawXml())
        .orThrow();
  }

  @Override
  public final MemoryDeviceSpec withRawXml(List<String> rawXml) {
    return toBuilder().rawXml(rawXml).build();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link MemoryDeviceSpec}. */
  public static final class Builder extends ImmutableMemoryDeviceSpec.Builder {
    Builder() {}
  }
}
