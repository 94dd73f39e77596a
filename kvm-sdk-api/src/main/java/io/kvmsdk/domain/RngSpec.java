package io.kvmsdk.domain;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import io.kvmsdk.value.ByteSize;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/** Random numbers for the guest: libvirt's {@code <rng>}. */
@Value.Immutable
@SpecStyle
public abstract non-sealed class RngSpec implements DeviceSpec {
  RngSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  @Value.Default
  public String model() {
    return "virtio";
  }

  /** The host's file to take them from, as {@code /dev/urandom}; QEMU makes them where empty. */
  public abstract Optional<String> device();

  /** The most bytes in a {@link #period}; any number where it is empty. */
  public abstract Optional<ByteSize> limit();

  /** In whole milliseconds; one second where it is empty. */
  public abstract Optional<Duration> period();

  @Override
  public abstract List<String> rawXml();

  @Value.Check
  void check() {
    Validation.of("rng", model())
        .require(model().matches("[a-z-]+"), "model must be libvirt's, as virtio")
        .require(
            device().map(d -> d.startsWith("/")).orElse(true), "device must be an absolute path")
        .require(limit().isPresent() || period().isEmpty(), "a period needs a limit")
        .require(period().map(p -> p.toMillis() > 0).orElse(true), "period must not be 0")
        .rawXml(rawXml())
        .orThrow();
  }

  @Override
  public final RngSpec withRawXml(List<String> rawXml) {
    return toBuilder().rawXml(rawXml).build();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link RngSpec}. */
  public static final class Builder extends ImmutableRngSpec.Builder {
    Builder() {}
  }
}
