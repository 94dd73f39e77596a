package io.kvmsdk.domain;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import java.util.List;
import org.immutables.value.Value;

/** An IOMMU for the guest: libvirt's {@code <iommu>}. */
@Value.Immutable
@SpecStyle
public abstract non-sealed class IommuSpec implements DeviceSpec {
  IommuSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  /** As {@code intel}, {@code virtio} or {@code smmuv3}. */
  public abstract String model();

  @Override
  public abstract List<String> rawXml();

  @Value.Check
  void check() {
    Validation.of("iommu", model())
        .require(model().matches("[a-z0-9]+"), "model must be libvirt's, as intel")
        .rawXml(rawXml())
        .orThrow();
  }

  @Override
  public final IommuSpec withRawXml(List<String> rawXml) {
    return toBuilder().rawXml(rawXml).build();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds an {@link IommuSpec}. */
  public static final class Builder extends ImmutableIommuSpec.Builder {
    Builder() {}
  }
}
