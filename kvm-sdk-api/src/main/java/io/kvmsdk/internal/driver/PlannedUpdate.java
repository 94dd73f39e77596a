package io.kvmsdk.internal.driver;

import io.kvmsdk.Pacer;
import io.kvmsdk.change.Change;
import io.kvmsdk.change.Effect;
import io.kvmsdk.change.Update;
import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.progress.Job;
import io.kvmsdk.progress.ProgressListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** An update that is planned anew before it is applied, to see whether anything has changed. */
final class PlannedUpdate implements Update {
  private final Pacer pacer;
  private final Supplier<Planned> planning;
  private final Planned planned;
  private final AtomicBoolean applied = new AtomicBoolean();

  PlannedUpdate(Pacer pacer, Supplier<Planned> planning) {
    this.pacer = pacer;
    this.planning = planning;
    this.planned = planning.get();
  }

  /**
   * @param basis the definition that it was planned on
   * @param steps in order
   */
  record Planned(Subject subject, String basis, List<Change> changes, List<Step> steps) {
    boolean sameAs(Planned other) {
      return basis.equals(other.basis) && changes.equals(other.changes);
    }
  }

  @Override
  public List<Change> changes() {
    return planned.changes();
  }

  @Override
  public List<Change> apply(ProgressListener listener, Duration deadline) {
    if (applied.getAndSet(true)) {
      throw new IllegalStateException("an update is applied once; plan a new one");
    }
    refuseImpossible();
    Planned now = planning.get();
    if (!now.sameAs(planned)) {
      throw new ConflictException(
          planned.subject(), "has changed since this update was planned", "Plan it anew");
    }
    if (!empty()) {
      Job.run(
          listener,
          "update of " + planned.subject(),
          now.steps().size(),
          job -> {
            run(now.steps(), job, deadline);
            return null;
          });
    }
    return changes();
  }

  private void refuseImpossible() {
    List<String> impossible =
        changes().stream().filter(c -> c.effect() == Effect.RECREATE).map(Change::summary).toList();
    if (!impossible.isEmpty()) {
      throw new ConflictException(
          planned.subject(),
          "cannot be changed in this: " + String.join("; ", impossible),
          "Leave that as it is, or remove it and make it anew");
    }
  }

  private void run(List<Step> steps, Job job, Duration deadline) {
    Duration end = pacer.after(deadline);
    UndoLog log = new UndoLog();
    try {
      for (Step step : steps) {
        step.action().accept(left(end, step, deadline));
        log.add(planned.subject() + ": " + step.what(), step.undo());
        job.advance(1);
      }
    } catch (RuntimeException | Error e) {
      log.undo(e);
      throw e;
    }
  }

  private Duration left(Duration end, Step step, Duration deadline) {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancelledException(planned.subject(), "interrupted before: " + step.what(), "");
    }
    Duration left = end.minus(pacer.elapsed());
    if (left.isNegative() || left.isZero()) {
      throw new TimedOutException(
          planned.subject(), "the deadline of " + deadline + " has passed", step.what());
    }
    return left;
  }

  /** One line for each change. */
  @Override
  public String toString() {
    return changes().stream().map(Change::toString).collect(Collectors.joining("\n"));
  }
}
