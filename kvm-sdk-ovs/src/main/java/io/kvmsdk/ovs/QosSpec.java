package io.kvmsdk.ovs;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** How what leaves through a port is shaped: a row of {@code QoS}, with its queues. */
@Value.Immutable
@SpecStyle
public abstract class QosSpec {
  /** Of another, ovs-vswitchd shapes nothing, and does not tell. */
  private static final Set<String> TYPES =
      new TreeSet<>(
          Set.of(
              "linux-htb",
              "linux-hfsc",
              "linux-sfq",
              "linux-codel",
              "linux-fq_codel",
              "linux-netem",
              "linux-noop",
              "egress-policer",
              "trtcm-policer"));

  QosSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  /** Open vSwitch's, as {@code linux-htb}, {@code linux-hfsc} or {@code egress-policer}. */
  @Value.Default
  public String type() {
    return "linux-htb";
  }

  /** For all queues together, in bits per second; the link's speed where it is empty. */
  public abstract OptionalLong maxRate();

  /** By number, 0 being that of packets that no flow sends to another. */
  public abstract Map<Integer, QueueSpec> queues();

  /** What else the type needs. */
  public abstract Map<String, String> otherConfig();

  public abstract Map<String, String> externalIds();

  @Value.Check
  void check() {
    Validation.of("QoS", type())
        .require(TYPES.contains(type()), "type is one of " + TYPES)
        .require(maxRate().orElse(1) > 0, "maxRate must be positive")
        .require(
            queues().keySet().stream().allMatch(n -> n >= 0), "a queue's number is not negative")
        .orThrow();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link QosSpec}. */
  public static final class Builder extends ImmutableQosSpec.Builder {
    Builder() {}

    /** As {@link #putQueue}. */
    public Builder queue(int number, Consumer<QueueSpec.Builder> queue) {
      QueueSpec.Builder builder = QueueSpec.builder();
      queue.accept(builder);
      return putQueue(number, builder.build());
    }
  }
}
