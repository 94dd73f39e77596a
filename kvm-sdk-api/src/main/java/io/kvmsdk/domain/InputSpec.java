package io.kvmsdk.domain;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/** A pointer or keyboard: libvirt's {@code <input>}. */
@Value.Immutable
@SpecStyle
public abstract non-sealed class InputSpec implements DeviceSpec {
  InputSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  /**
   * As {@code tablet}, whose pointer is where the viewer's is, {@code mouse} or {@code keyboard}.
   */
  @Value.Default
  public String type() {
    return "tablet";
  }

  /** As {@code usb} or {@code virtio}; libvirt's choice where it is empty. */
  public abstract Optional<String> bus();

  @Override
  public abstract List<String> rawXml();

  @Value.Check
  void check() {
    Validation.of("input", type())
        .require(type().matches("[a-z]+"), "type must be libvirt's, as tablet")
        .rawXml(rawXml())
        .orThrow();
  }

  @Override
  public final InputSpec withRawXml(List<String> rawXml) {
    return toBuilder().rawXml(rawXml).build();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds an {@link InputSpec}. */
  public static final class Builder extends ImmutableInputSpec.Builder {
    Builder() {}
  }
}
