package io.kvmsdk.domain;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/** Where the guest's kernel tells of its panic: libvirt's {@code <panic>}. */
@Value.Immutable
@SpecStyle
public abstract non-sealed class PanicSpec implements DeviceSpec {
  PanicSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  /** As {@code isa} or {@code hyperv}; libvirt's choice where it is empty. */
  public abstract Optional<String> model();

  @Override
  public abstract List<String> rawXml();

  @Value.Check
  void check() {
    Validation.of("panic", model().orElse(""))
        .require(model().orElse("isa").matches("[a-z0-9]+"), "model must be libvirt's, as isa")
        .rawXml(rawXml())
        .orThrow();
  }

  @Override
  public final PanicSpec withRawXml(List<String> rawXml) {
    return toBuilder().rawXml(rawXml).build();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link PanicSpec}. */
  public static final class Builder extends ImmutablePanicSpec.Builder {
    Builder() {}
  }
}
