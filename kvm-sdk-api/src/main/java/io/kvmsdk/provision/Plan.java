package io.kvmsdk.provision;

import io.kvmsdk.Pacer;
import io.kvmsdk.change.Change;
import io.kvmsdk.change.Effect;
import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.progress.Job;
import io.kvmsdk.progress.ProgressListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What would be done, in order, and nothing done yet: looking at it is the dry run. {@link #apply}
 * does it; if a change fails, those made before it are undone, last first, and the failure is
 * thrown with what could not be undone among its suppressed exceptions. A plan is applied at most
 * once.
 *
 * @param <T> what applying gives
 */
public final class Plan<T> {
  private static final Duration DEFAULT_DEADLINE = Duration.ofHours(1);

  private final Pacer pacer;
  private final List<Step> steps;
  private final Function<Run, T> body;
  private final AtomicBoolean applied = new AtomicBoolean();

  Plan(Pacer pacer, List<Step> steps, Supplier<T> result) {
    this(
        pacer,
        List.copyOf(steps),
        run -> {
          steps.forEach(step -> apply(step, run));
          return result.get();
        });
  }

  private Plan(Pacer pacer, List<Step> steps, Function<Run, T> body) {
    this.pacer = pacer;
    this.steps = steps;
    this.body = body;
  }

  /**
   * A plan of plans that are carried out side by side, under one deadline and one log of how to
   * undo them: as soon as one fails the others are given up.
   *
   * @param threads how many at a time
   */
  static <T> Plan<List<T>> sideBySide(Pacer pacer, List<Plan<T>> plans, int threads) {
    List<Step> all = plans.stream().flatMap(p -> p.steps.stream()).toList();
    return new Plan<>(
        pacer,
        all,
        run ->
            new SideBySide(threads)
                .run(plans.stream().map(p -> (Supplier<T>) () -> p.body.apply(run)).toList()));
  }

  /** One change and how it is made. */
  record Step(Change change, long units, Action action) {}

  /** Makes a change, and tells the run how to undo it. */
  @FunctionalInterface
  interface Action {
    void apply(Run run, Job job);
  }

  /** What will change, in order, with what is as wanted already. */
  public List<Change> changes() {
    return steps.stream().map(Step::change).toList();
  }

  /** Whether everything is as wanted already. */
  public boolean empty() {
    return changes().stream().allMatch(c -> c.effect() == Effect.NOTHING);
  }

  /** Applies the plan within one hour, telling nobody. */
  public T apply() {
    return apply(ProgressListener.NONE);
  }

  /** Applies the plan within one hour. */
  public T apply(ProgressListener listener) {
    return apply(listener, DEFAULT_DEADLINE);
  }

  /**
   * Applies the plan.
   *
   * @param listener hears of each change as a job of its own
   * @param deadline for all of it together
   * @throws TimedOutException if that was not enough
   * @throws CancelledException if the thread was interrupted
   */
  public T apply(ProgressListener listener, Duration deadline) {
    if (applied.getAndSet(true)) {
      throw new IllegalStateException("a plan is applied once; make a new one");
    }
    Run run = new Run(pacer, listener, deadline);
    try {
      return body.apply(run);
    } catch (RuntimeException | Error e) {
      run.undo(e);
      throw e;
    }
  }

  private static void apply(Step step, Run run) {
    if (step.change().effect() == Effect.NOTHING) {
      return;
    }
    Subject subject = step.change().subject();
    if (Thread.currentThread().isInterrupted()) {
      throw new CancelledException(subject, "interrupted before: " + step.change().summary(), "");
    }
    run.remaining(subject);
    Job.run(
        run.listener(),
        subject + ": " + step.change().summary(),
        step.units(),
        job -> {
          step.action().apply(run, job);
          return null;
        });
  }

  /** One line for each change. */
  @Override
  public String toString() {
    return changes().stream().map(Change::toString).collect(Collectors.joining("\n"));
  }
}
