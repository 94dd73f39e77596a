package io.kvmsdk.change;

import io.kvmsdk.progress.ProgressListener;
import java.time.Duration;
import java.util.List;

/**
 * What would change about something that exists, each part with its effect, and nothing done yet:
 * looking at it is the dry run. {@link #apply} does it; if a step fails, those before it are
 * undone, last first, and the failure is thrown with what could not be undone among its suppressed
 * exceptions. An update is applied at most once.
 */
public interface Update {
  /** What will change; empty if everything is as wanted already. */
  List<Change> changes();

  /** Whether everything is as wanted already. */
  default boolean empty() {
    return changes().isEmpty();
  }

  /** Applies the update within two minutes, telling nobody. */
  default List<Change> apply() {
    return apply(ProgressListener.NONE, Duration.ofMinutes(2));
  }

  /**
   * Applies the update.
   *
   * @param listener hears of it as one job
   * @param deadline for all of it, as for guests that are to let go of devices
   * @return what has changed: {@link #changes}
   * @throws io.kvmsdk.error.ConflictException if somebody else has changed what this would change
   *     since it was planned, or a part of a domain or network is {@link Effect#RECREATE}, which
   *     only their user can do; nothing is done then
   * @throws io.kvmsdk.error.TimedOutException naming what did not happen in time
   */
  List<Change> apply(ProgressListener listener, Duration deadline);
}
