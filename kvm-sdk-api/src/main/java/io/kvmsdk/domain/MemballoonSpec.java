package io.kvmsdk.domain;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/** How memory is taken back from the guest: libvirt's {@code <memballoon>}. */
@Value.Immutable
@SpecStyle
public abstract non-sealed class MemballoonSpec implements DeviceSpec {
  MemballoonSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  /** As {@code virtio}, which libvirt adds by itself, or {@code none} for a guest without. */
  @Value.Default
  public String model() {
    return "virtio";
  }

  /** Whether the guest gets memory back before it kills a process for want of it. */
  public abstract Optional<Boolean> autodeflate();

  /** Whether the guest tells of pages that it does not use, so that the host can have them. */
  public abstract Optional<Boolean> freePageReporting();

  /** How often the guest tells how it uses its memory, in whole seconds; never where empty. */
  public abstract Optional<Duration> statsPeriod();

  @Override
  public abstract List<String> rawXml();

  @Value.Check
  void check() {
    Validation.of("memballoon", model())
        .require(model().matches("[a-z-]+"), "model must be libvirt's, as virtio")
        .require(
            statsPeriod().map(p -> p.getSeconds() > 0 && p.getNano() == 0).orElse(true),
            "statsPeriod must be whole seconds")
        .rawXml(rawXml())
        .orThrow();
  }

  @Override
  public final MemballoonSpec withRawXml(List<String> rawXml) {
    return toBuilder().rawXml(rawXml).build();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link MemballoonSpec}. */
  public static final class Builder extends ImmutableMemballoonSpec.Builder {
    Builder() {}
  }
}
