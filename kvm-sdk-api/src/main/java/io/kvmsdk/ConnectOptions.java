package io.kvmsdk;

import io.kvmsdk.domain.Accelerator;
import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.immutables.value.Value;

/** How a connection behaves; what is left open suits a host in the same building. */
@Value.Immutable
@SpecStyle
public abstract class ConnectOptions {
  private static final Duration SECOND = Duration.ofSeconds(1);

  ConnectOptions() {}

  public static Builder builder() {
    return new Builder();
  }

  /**
   * What guests run under, for a host where the probe would get it wrong; else, or if it is {@code
   * AUTO}, the host is probed. libvirt has no word for this.
   */
  public abstract Optional<Accelerator> accelerator();

  /**
   * How long a host may be silent before it is asked for a sign of life; whole seconds, at least 1.
   * libvirt: the interval of {@code virConnectSetKeepAlive}.
   */
  @Value.Default
  public Duration keepAliveInterval() {
    return Duration.ofSeconds(5);
  }

  /**
   * How many such questions may go unanswered, at least 1: a host is given up, and every call in
   * flight ends, after so many intervals and one more. libvirt: the count of {@code
   * virConnectSetKeepAlive}.
   */
  @Value.Default
  public int keepAliveCount() {
    return 3;
  }

  /**
   * How long it may take to connect, and to connect again after a loss; longer than zero. Over ssh,
   * the login counts.
   */
  @Value.Default
  public Duration connectTimeout() {
    return Duration.ofSeconds(30);
  }

  /**
   * Whether only to look: what would change something, or shows a secret, is then refused with
   * {@link io.kvmsdk.error.PermissionDeniedException}, and every user of the host may connect.
   * libvirt: {@code virConnectOpenReadOnly}.
   */
  @Value.Default
  public boolean readOnly() {
    return false;
  }

  /**
   * What to say to a host that asks who is there. Without them libvirt looks for its own file,
   * {@code auth.conf}. libvirt: {@code virConnectOpenAuth}.
   */
  public abstract Optional<Credentials> credentials();

  @Value.Check
  void check() {
    Validation.of("options", "of a connection")
        .require(
            keepAliveInterval().compareTo(SECOND) >= 0
                && keepAliveInterval().equals(keepAliveInterval().truncatedTo(ChronoUnit.SECONDS)),
            "keepAliveInterval must be whole seconds, at least one")
        .require(
            keepAliveInterval().toSeconds() <= Integer.MAX_VALUE,
            "keepAliveInterval is longer than libvirt can count")
        .require(keepAliveCount() >= 1, "keepAliveCount must be at least 1")
        .require(
            !connectTimeout().isZero() && !connectTimeout().isNegative(),
            "connectTimeout must be longer than zero")
        .orThrow();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds {@link ConnectOptions}. */
  public static final class Builder extends ImmutableConnectOptions.Builder {
    Builder() {}
  }
}
