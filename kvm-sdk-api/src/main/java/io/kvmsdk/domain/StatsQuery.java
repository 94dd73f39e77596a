package io.kvmsdk.domain;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import java.util.Set;
import org.immutables.value.Value;

/** Which statistics are wanted, and of which domains; all of all, if nothing is said. */
@Value.Immutable
@SpecStyle
public abstract class StatsQuery {
  StatsQuery() {}

  public static Builder builder() {
    return new Builder();
  }

  /** Those groups of all domains. */
  public static StatsQuery of(Set<StatsGroup> groups) {
    return builder().groups(groups).build();
  }

  /** Empty means all that the host's libvirt has. */
  public abstract Set<StatsGroup> groups();

  /** Those of {@link DomainFilter} up to {@link DomainFilter#OTHER_STATE}; empty means all. */
  public abstract Set<DomainFilter> filters();

  /**
   * Whether to leave out what would have to be waited for, since a domain is busy with a job or its
   * QEMU does not answer. libvirt: {@code VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT}.
   */
  @Value.Default
  public boolean noWait() {
    return false;
  }

  /**
   * Whether each disk's images below the top one get statistics of their own. libvirt: {@code
   * VIR_CONNECT_GET_ALL_DOMAINS_STATS_BACKING}.
   */
  @Value.Default
  public boolean backing() {
    return false;
  }

  /**
   * Whether a group that the host's libvirt does not have is an error, rather than left out.
   * libvirt: {@code VIR_CONNECT_GET_ALL_DOMAINS_STATS_ENFORCE_STATS}.
   */
  @Value.Default
  public boolean enforce() {
    return false;
  }

  @Value.Check
  void check() {
    Validation.of("statistics", "query")
        .require(
            filters().stream().allMatch(f -> f.compareTo(DomainFilter.OTHER_STATE) <= 0),
            "libvirt filters statistics by activity, persistence and state alone")
        .orThrow();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link StatsQuery}. */
  public static final class Builder extends ImmutableStatsQuery.Builder {
    Builder() {}
  }
}
