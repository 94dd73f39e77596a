package io.kvmsdk.ovs.ovsdb;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/** Where to find a database, and how a client of it behaves; what is left open suits a LAN. */
@Value.Immutable
@SpecStyle
public abstract class OvsdbOptions {
  OvsdbOptions() {}

  public static Builder builder() {
    return new Builder();
  }

  /**
   * Where the database is served; several for the members of a cluster. At least one; one that is
   * {@code ptcp:} or {@code pssl:} stands alone.
   */
  public abstract List<OvsdbEndpoint> endpoints();

  /** Whether each client tries the endpoints in an order of its own, so that members share them. */
  @Value.Default
  public boolean randomOrder() {
    return false;
  }

  /**
   * Whether to talk only to the leader of a cluster, whose answers are never stale; else any member
   * will do that is in touch with the others. Asks nothing of a server without a cluster. The
   * default is true where there are several endpoints.
   */
  @Value.Default
  public boolean leaderOnly() {
    return endpoints().size() > 1;
  }

  /** How long a call may take, with all of its waiting; longer than zero, 30 seconds if not set. */
  @Value.Default
  public Duration callTimeout() {
    return Duration.ofSeconds(30);
  }

  /**
   * How long it may take until a server has answered, or called, for the first time, and for a lost
   * connection to be made again; longer than zero, 10 seconds if not set.
   */
  @Value.Default
  public Duration connectTimeout() {
    return Duration.ofSeconds(10);
  }

  /**
   * How long a server may be silent before it is asked for a sign of life (RFC 7047, 4.1.11); after
   * as long again the connection is given up. Zero never asks; 5 seconds if not set.
   */
  @Value.Default
  public Duration probeInterval() {
    return Duration.ofSeconds(5);
  }

  /** The first pause between attempts to connect; it doubles. 100 milliseconds if not set. */
  @Value.Default
  public Duration backoffMin() {
    return Duration.ofMillis(100);
  }

  /** The longest pause between attempts to connect; 8 seconds if not set. */
  @Value.Default
  public Duration backoffMax() {
    return Duration.ofSeconds(8);
  }

  /**
   * How many calls may be under way on a connection, at least 1, 256 if not set; others wait for
   * their turn.
   */
  @Value.Default
  public int window() {
    return 256;
  }

  /** For {@code ssl:} and {@code pssl:} endpoints, which need it; the latter with a certificate. */
  public abstract Optional<OvsdbTls> tls();

  /**
   * Whether the server is to keep the connection when a schema is converted, or a database comes or
   * goes, and only cancel monitors (ovsdb-server(7), 4.1.16, {@code set_db_change_aware}). An
   * {@link OvsdbDatabase} goes by the schema that it read first on a connection; so by default the
   * server hangs up, and all is read anew.
   */
  @Value.Default
  public boolean changeAware() {
    return false;
  }

  /**
   * OpenSSH's client for {@code ssh://} endpoints, with options of its own, as {@code ssh -i FILE};
   * {@code ssh} if not set.
   */
  @Value.Default
  public List<String> sshCommand() {
    return List.of("ssh");
  }

  @Override
  public String toString() {
    return "OvsdbOptions" + endpoints();
  }

  @Value.Check
  void check() {
    Validation.of("options", "of an OVSDB client")
        .require(!endpoints().isEmpty(), "no endpoint is given")
        .require(positive(callTimeout()), "callTimeout must be longer than zero")
        .require(positive(connectTimeout()), "connectTimeout must be longer than zero")
        .require(!probeInterval().isNegative(), "probeInterval must not be negative")
        .require(positive(backoffMin()), "backoffMin must be longer than zero")
        .require(backoffMax().compareTo(backoffMin()) >= 0, "backoffMax is shorter than backoffMin")
        .require(!sshCommand().isEmpty(), "sshCommand must not be empty")
        .require(window() >= 1, "window must be at least 1")
        .require(
            tls().isPresent() || endpoints().stream().noneMatch(OvsdbOptions::isTls),
            "ssl: needs tls, which says whom to trust: OvsdbTls.trusting(CA certificate)")
        .require(
            endpoints().size() <= 1
                || endpoints().stream().noneMatch(OvsdbEndpoint.Passive.class::isInstance),
            "ptcp: and pssl: cannot be one of several endpoints")
        .require(
            tls().isEmpty() || tls().get().hasIdentity() || !isCalled(),
            "pssl: needs a certificate to show: OvsdbTls.certificate")
        .orThrow();
  }

  private static boolean isTls(OvsdbEndpoint endpoint) {
    return endpoint instanceof OvsdbEndpoint.Ssl || endpoint instanceof OvsdbEndpoint.Pssl;
  }

  /** Whether servers call us, and not we them. */
  boolean isCalled() {
    return endpoints().stream().anyMatch(OvsdbEndpoint.Passive.class::isInstance);
  }

  private static boolean positive(Duration time) {
    return !time.isZero() && !time.isNegative();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds {@link OvsdbOptions}. */
  public static final class Builder extends ImmutableOvsdbOptions.Builder {
    Builder() {}
  }
}
