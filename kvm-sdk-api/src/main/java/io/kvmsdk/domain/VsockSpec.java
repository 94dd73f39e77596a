package io.kvmsdk.domain;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import java.util.List;
import java.util.OptionalInt;
import org.immutables.value.Value;

/** Sockets between host and guest without a network: libvirt's {@code <vsock>}. */
@Value.Immutable
@SpecStyle
public abstract non-sealed class VsockSpec implements DeviceSpec {
  VsockSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  /** The guest's address, from 3; libvirt chooses a free one at each start where it is empty. */
  public abstract OptionalInt cid();

  @Override
  public abstract List<String> rawXml();

  @Value.Check
  void check() {
    Validation.of("vsock", "")
        .require(cid().orElse(3) >= 3, "cid starts at 3")
        .rawXml(rawXml())
        .orThrow();
  }

  @Override
  public final VsockSpec withRawXml(List<String> rawXml) {
    return toBuilder().rawXml(rawXml).build();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link VsockSpec}. */
  public static final class Builder extends ImmutableVsockSpec.Builder {
    Builder() {}
  }
}
