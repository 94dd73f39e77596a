package io.kvmsdk.domain;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import java.util.List;
import org.immutables.value.Value;

/** A sound card: libvirt's {@code <sound>}. */
@Value.Immutable
@SpecStyle
public abstract non-sealed class SoundSpec implements DeviceSpec {
  SoundSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  /** As {@code ich9}, {@code ac97} or {@code usb}. */
  @Value.Default
  public String model() {
    return "ich9";
  }

  @Override
  public abstract List<String> rawXml();

  @Value.Check
  void check() {
    Validation.of("sound", model())
        .require(model().matches("[a-z0-9]+"), "model must be libvirt's, as ich9")
        .rawXml(rawXml())
        .orThrow();
  }

  @Override
  public final SoundSpec withRawXml(List<String> rawXml) {
    return toBuilder().rawXml(rawXml).build();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link SoundSpec}. */
  public static final class Builder extends ImmutableSoundSpec.Builder {
    Builder() {}
  }
}
