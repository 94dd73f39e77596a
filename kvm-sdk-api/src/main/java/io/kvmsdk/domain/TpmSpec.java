package io.kvmsdk.domain;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/** A trusted platform module: libvirt's {@code <tpm>}. */
@Value.Immutable
@SpecStyle
public abstract non-sealed class TpmSpec implements DeviceSpec {
  TpmSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  /** As {@code tpm-crb} or {@code tpm-tis}; libvirt's choice where it is empty. */
  public abstract Optional<String> model();

  /** What swtpm on the host emulates: {@code 2.0}, which Windows 11 wants, or {@code 1.2}. */
  @Value.Default
  public String version() {
    return "2.0";
  }

  @Override
  public abstract List<String> rawXml();

  @Value.Check
  void check() {
    Validation.of("tpm", model().orElse(""))
        .require(model().orElse("tpm").matches("[a-z-]+"), "model must be libvirt's, as tpm-crb")
        .require(version().matches("1\\.2|2\\.0"), "version must be 1.2 or 2.0")
        .rawXml(rawXml())
        .orThrow();
  }

  @Override
  public final TpmSpec withRawXml(List<String> rawXml) {
    return toBuilder().rawXml(rawXml).build();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link TpmSpec}. */
  public static final class Builder extends ImmutableTpmSpec.Builder {
    Builder() {}
  }
}
