package io.kvmsdk.ovs;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.immutables.value.Value;

/** A share of a port's bandwidth: a row of {@code Queue}. Rates are in bits per second. */
@Value.Immutable
@SpecStyle
public abstract class QueueSpec {
  QueueSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  /** What it gets even when others want more. */
  public abstract OptionalLong minRate();

  public abstract OptionalLong maxRate();

  /** How much may leave at once beyond the rate, in bits. */
  public abstract OptionalLong burst();

  /** Smaller goes first. */
  public abstract OptionalInt priority();

  /** The mark that its packets get, 0 to 63. */
  public abstract OptionalInt dscp();

  /** What else the QoS's type needs. */
  public abstract Map<String, String> otherConfig();

  public abstract Map<String, String> externalIds();

  @Value.Check
  void check() {
    Validation.of("queue", "")
        .require(
            minRate().orElse(1) > 0 && maxRate().orElse(1) > 0 && burst().orElse(1) > 0,
            "rates and burst must be positive")
        .require(dscp().orElse(0) >= 0 && dscp().orElse(0) <= 63, "dscp must be 0 to 63")
        .orThrow();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link QueueSpec}. */
  public static final class Builder extends ImmutableQueueSpec.Builder {
    Builder() {}
  }
}
