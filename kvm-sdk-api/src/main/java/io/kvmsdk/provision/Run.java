package io.kvmsdk.provision;

import io.kvmsdk.Pacer;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.internal.driver.UndoLog;
import io.kvmsdk.progress.ProgressListener;
import java.time.Duration;

/**
 * One application of a plan: its deadline, its listener, and the log of how to undo it. Several
 * threads may make changes, and tell how to undo them.
 */
final class Run {
  private final Pacer pacer;
  private final ProgressListener listener;
  private final Duration deadline;
  private final Duration end;
  private final UndoLog log = new UndoLog();

  Run(Pacer pacer, ProgressListener listener, Duration deadline) {
    this.pacer = pacer;
    this.listener = listener;
    this.deadline = deadline;
    this.end = pacer.after(deadline);
  }

  ProgressListener listener() {
    return listener;
  }

  /**
   * The time left.
   *
   * @throws TimedOutException if there is none
   */
  Duration remaining(Subject subject) {
    Duration left = end.minus(pacer.elapsed());
    if (left.isNegative() || left.isZero()) {
      throw new TimedOutException(
          subject, "the deadline of " + deadline + " for the whole plan has passed", "");
    }
    return left;
  }

  /** Remembers, right after a change was made, how to take it back. */
  void onFailure(String what, Runnable undo) {
    log.add(what, undo);
  }

  /** Takes back all that was done; what cannot be is told in {@code failure}. */
  void undo(Throwable failure) {
    log.undo(failure);
  }
}
