package io.kvmsdk.ovs;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.immutables.value.Value;

/**
 * What a port should be: a row of {@code Port}, with its interfaces. What is left empty stays as it
 * is, and has Open vSwitch's default in a new one.
 */
@Value.Immutable
@SpecStyle
public abstract class PortSpec {
  PortSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  /** A port with one interface of its own name. */
  public static PortSpec of(String name, InterfaceType type) {
    return builder().name(name).type(type).build();
  }

  /** Unique in the whole switch. */
  public abstract String name();

  /** What its one interface is, where {@link #interfaces} does not say more. */
  public abstract Optional<InterfaceType> type();

  /**
   * Its interfaces, two or more for a bond. Where it is empty, a new port has one of its own name,
   * and an old one keeps those that it has.
   */
  public abstract List<InterfaceSpec> interfaces();

  public abstract Optional<Vlan> vlan();

  /** Whether packets from it never go to other such ports ({@code protected}). */
  public abstract Optional<Boolean> protectedPort();

  public abstract Optional<BondMode> bondMode();

  public abstract Optional<Lacp> lacp();

  /** How long a link must be up before it is used; whole milliseconds. */
  public abstract Optional<Duration> bondUpDelay();

  /** How long a link must be down before it is given up; whole milliseconds. */
  public abstract Optional<Duration> bondDownDelay();

  /** How what leaves through it is shaped. */
  public abstract Optional<QosSpec> qos();

  /** Keys that are not named stay. */
  public abstract Map<String, String> otherConfig();

  /** Keys that are not named stay. */
  public abstract Map<String, String> externalIds();

  @Value.Check
  void check() {
    Validation.of("port", name())
        .name(name())
        .require(
            interfaces().isEmpty() || type().isEmpty(),
            "type is of the port's one interface; say it of the interfaces themselves")
        .require(
            interfaces().stream().map(InterfaceSpec::name).distinct().count()
                == interfaces().size(),
            "two interfaces have the same name")
        .require(isDelay(bondUpDelay()), "bondUpDelay is whole milliseconds, and not negative")
        .require(isDelay(bondDownDelay()), "bondDownDelay is whole milliseconds, and not negative")
        .orThrow();
    type().ifPresent(type -> InterfaceSpec.builder().name(name()).type(type).build());
  }

  private static boolean isDelay(Optional<Duration> delay) {
    return delay
        .filter(d -> d.isNegative() || !d.equals(Duration.ofMillis(d.toMillis())))
        .isEmpty();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link PortSpec}. */
  public static final class Builder extends ImmutablePortSpec.Builder {
    Builder() {}

    /** As {@link #addInterface(InterfaceSpec)}. */
    public Builder networkInterface(Consumer<InterfaceSpec.Builder> networkInterface) {
      InterfaceSpec.Builder builder = InterfaceSpec.builder();
      networkInterface.accept(builder);
      return addInterface(builder.build());
    }

    /** One of a bond's members: a device of the host's. */
    public Builder addMember(String device) {
      return addInterface(InterfaceSpec.builder().name(device).build());
    }
  }
}
