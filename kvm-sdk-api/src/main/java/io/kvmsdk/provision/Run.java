package io.kvmsdk.provision;

import io.kvmsdk.Pacer;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.progress.ProgressListener;
import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * One application of a plan: its deadline, its listener, and the log of how to undo it. Several
 * threads may make changes, and tell how to undo them.
 */
final class Run {
  private static final System.Logger LOG = System.getLogger(Run.class.getName());

  private final Pacer pacer;
  private final ProgressListener listener;
  private final Duration deadline;
  private final Duration end;
  private final Deque<Undo> log = new ConcurrentLinkedDeque<>();

  private record Undo(String what, Runnable action) {}

  Run(Pacer pacer, ProgressListener listener, Duration deadline) {
    this.pacer = pacer;
    this.listener = listener;
    this.deadline = deadline;
    this.end = pacer.elapsed().plus(deadline);
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
    log.push(new Undo(what, undo));
  }

  /** Takes back all that was done; what cannot be is told in {@code failure}. */
  void undo(Throwable failure) {
    // An interrupt asked for the plan to end, not for what it made to be left behind.
    boolean interrupted = Thread.interrupted();
    while (!log.isEmpty()) {
      Undo undo = log.pop();
      try {
        undo.action().run();
        LOG.log(System.Logger.Level.DEBUG, "undone: {0}", undo.what());
      } catch (RuntimeException e) {
        failure.addSuppressed(
            new KvmException(
                Subject.NONE,
                "could not undo, so it remains: " + undo.what(),
                "Remove it by hand",
                e));
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
