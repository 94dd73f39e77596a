package io.kvmsdk.domain;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import java.util.List;
import org.immutables.value.Value;

/** A timer that acts when the guest hangs: libvirt's {@code <watchdog>}. */
@Value.Immutable
@SpecStyle
public abstract non-sealed class WatchdogSpec implements DeviceSpec {
  WatchdogSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  /** As {@code i6300esb}, {@code itco} or {@code diag288}. */
  @Value.Default
  public String model() {
    return "i6300esb";
  }

  @Value.Default
  public WatchdogAction action() {
    return WatchdogAction.RESET;
  }

  @Override
  public abstract List<String> rawXml();

  @Value.Check
  void check() {
    Validation.of("watchdog", model())
        .require(model().matches("[a-z0-9]+"), "model must be libvirt's, as i6300esb")
        .rawXml(rawXml())
        .orThrow();
  }

  @Override
  public final WatchdogSpec withRawXml(List<String> rawXml) {
    return toBuilder().rawXml(rawXml).build();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link WatchdogSpec}. */
  public static final class Builder extends ImmutableWatchdogSpec.Builder {
    Builder() {}
  }
}
