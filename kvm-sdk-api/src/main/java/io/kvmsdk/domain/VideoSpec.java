package io.kvmsdk.domain;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import io.kvmsdk.value.ByteSize;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.immutables.value.Value;

/** A graphics card: libvirt's {@code <video>}. */
@Value.Immutable
@SpecStyle
public abstract non-sealed class VideoSpec implements DeviceSpec {
  VideoSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  /** As {@code virtio}, {@code vga}, {@code qxl} or {@code none}. */
  @Value.Default
  public String model() {
    return "virtio";
  }

  /** How many screens it has; libvirt's choice where it is empty. */
  public abstract OptionalInt heads();

  /** Its memory, in whole KiB; virtio has none of its own. */
  public abstract Optional<ByteSize> vram();

  @Override
  public abstract List<String> rawXml();

  @Value.Check
  void check() {
    Validation.of("video", model())
        .require(model().matches("[a-z0-9-]+"), "model must be libvirt's, as virtio")
        .require(heads().orElse(1) >= 1, "heads must be at least 1")
        .rawXml(rawXml())
        .orThrow();
  }

  @Override
  public final VideoSpec withRawXml(List<String> rawXml) {
    return toBuilder().rawXml(rawXml).build();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link VideoSpec}. */
  public static final class Builder extends ImmutableVideoSpec.Builder {
    Builder() {}
  }
}
