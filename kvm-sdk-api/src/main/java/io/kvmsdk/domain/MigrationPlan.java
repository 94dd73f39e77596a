package io.kvmsdk.domain;

import io.kvmsdk.change.Change;
import io.kvmsdk.change.Problem;
import io.kvmsdk.progress.ProgressListener;
import java.time.Duration;
import java.util.List;

/**
 * What moving a domain would do on both hosts, and all that would keep it from running on the
 * other; nothing is done yet.
 */
public interface MigrationPlan {
  /** What is made there and removed here, in order. */
  List<Change> changes();

  /** All that is in the way, as far as can be told before; empty if nothing is. */
  List<Problem> problems();

  /** As {@link #apply(ProgressListener, Duration)}, within an hour, telling nobody. */
  default Domain apply() {
    return apply(ProgressListener.NONE, Duration.ofHours(1));
  }

  /**
   * Looks anew at what would be in the way, and moves the domain if nothing is, as {@link
   * DomainMigrations#migrate(Domains, MigrationSpec, ProgressListener, Duration)} does.
   *
   * @return the domain there
   */
  Domain apply(ProgressListener listener, Duration atMost);
}
