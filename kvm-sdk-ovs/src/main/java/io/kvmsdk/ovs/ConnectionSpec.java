package io.kvmsdk.ovs;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.immutables.value.Value;

/**
 * A controller of a bridge, or a manager of a switch: a row of {@code Controller} or {@code
 * Manager}. What is left empty stays as it is, and has Open vSwitch's default in a new one.
 */
@Value.Immutable
@SpecStyle
public abstract class ConnectionSpec {
  /** With another, ovs-vswitchd only notes in its log that it does not know it. */
  private static final Pattern TARGET = Pattern.compile("(tcp|ssl|unix|ptcp|pssl|punix):\\S+");

  ConnectionSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  /** One of which nothing but the target is said. */
  public static ConnectionSpec of(String target) {
    return builder().target(target).build();
  }

  /**
   * Whom the switch calls, as {@code tcp:127.0.0.1:6653} or {@code ssl:192.0.2.1:6640}, or where it
   * waits to be called, as {@code ptcp:6640:127.0.0.1}; one of a kind.
   */
  public abstract String target();

  /** In band where it is empty. */
  public abstract Optional<ConnectionMode> connectionMode();

  /** After how much silence the other side is probed; whole milliseconds, zero for never. */
  public abstract Optional<Duration> inactivityProbe();

  /** The longest pause between two attempts to connect; whole milliseconds, at least a second. */
  public abstract Optional<Duration> maxBackoff();

  /** Keys that are not named stay. */
  public abstract Map<String, String> otherConfig();

  /** Keys that are not named stay. */
  public abstract Map<String, String> externalIds();

  @Value.Check
  void check() {
    Validation.of("connection", target())
        .require(
            TARGET.matcher(target()).matches(),
            "a target is tcp:, ssl: or unix:, or ptcp:, pssl: or punix: to wait, and an address")
        .require(
            inactivityProbe().filter(Duration::isNegative).isEmpty(),
            "inactivityProbe must not be negative")
        .require(
            maxBackoff().orElse(Duration.ofSeconds(1)).toMillis() >= 1000,
            "maxBackoff must be a second or more")
        .orThrow();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link ConnectionSpec}. */
  public static final class Builder extends ImmutableConnectionSpec.Builder {
    Builder() {}
  }
}
