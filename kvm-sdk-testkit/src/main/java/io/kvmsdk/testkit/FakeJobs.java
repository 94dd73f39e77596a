package io.kvmsdk.testkit;

import io.kvmsdk.domain.DomainEvent;
import io.kvmsdk.domain.DomainJob;
import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.value.ByteSize;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * What is being done with one fake domain as a whole, one thing at a time. Guarded by the clock.
 */
final class FakeJobs {
  private static final Duration LEAST = Duration.ofSeconds(1);

  /** How much memory or disk takes another millisecond of the fake clock's time. */
  private static final long BYTES_PER_MILLI = 1L << 20;

  private final FakeHost host;
  private final FakeDomain domain;
  private Running running;
  private DomainJob completed;

  FakeJobs(FakeHost host, FakeDomain domain) {
    this.host = host;
    this.domain = domain;
  }

  /**
   * Something that takes time.
   *
   * @param bytes how much there is to do
   * @param abortable whether {@link #abort} can end it
   * @param undo puts all back as it was, when the job is aborted or its end fails; the domain may
   *     have ended by then
   */
  record Task(DomainJob.Operation operation, long bytes, boolean abortable, Runnable undo) {}

  private final class Running {
    final Task task;
    final Duration begun = host.clock.elapsed();
    final Duration time;
    final CompletableFuture<?> result;
    final Runnable ending;
    FakeClock.Due due;

    Running(Task task, CompletableFuture<?> result, Runnable ending) {
      this.ending = ending;
      this.task = task;
      this.time = LEAST.plusMillis(task.bytes() / BYTES_PER_MILLI);
      this.result = result;
    }

    /** By libvirt's names, of {@code virDomainGetJobStats}. */
    Map<String, Object> statistics() {
      return Map.of(
          "operation", (long) task.operation().ordinal(),
          "time_elapsed", host.clock.elapsed().minus(begun).toMillis(),
          "memory_total", task.bytes(),
          "memory_processed", task.bytes(),
          "memory_remaining", 0L);
    }

    DomainJob seen(DomainJob.Kind kind) {
      Duration elapsed = host.clock.elapsed().minus(begun);
      long done = (long) ((double) elapsed.toMillis() / time.toMillis() * task.bytes());
      DomainJob.Amount amount =
          new DomainJob.Amount(
              ByteSize.bytes(task.bytes()),
              ByteSize.bytes(Math.min(done, task.bytes())),
              ByteSize.bytes(Math.max(0, task.bytes() - done)));
      boolean disks = task.operation() == DomainJob.Operation.BACKUP;
      return new DomainJob(
          kind,
          task.operation(),
          elapsed,
          Optional.empty(),
          Optional.empty(),
          disks ? DomainJob.Amount.NONE : amount,
          disks ? DomainJob.Amount.NONE : amount,
          disks ? amount : DomainJob.Amount.NONE,
          DomainJob.Copying.NONE,
          Optional.empty());
    }
  }

  /**
   * Begins a task.
   *
   * @param finish what happens at its end
   * @throws TimedOutException if there is one already: libvirt waits half a minute for its end
   */
  <T> CompletableFuture<T> begin(Task task, Supplier<T> finish) {
    requireIdle();
    CompletableFuture<T> result = new CompletableFuture<>();
    running = new Running(task, result, () -> end(result, finish));
    running.due = host.clock.schedule(running.time, running.ending);
    return result;
  }

  /** Begins a task that only {@link #abort} ends. */
  void hold(Task task) {
    requireIdle();
    running = new Running(task, new CompletableFuture<>(), () -> {});
  }

  /**
   * @throws TimedOutException as {@link #begin}
   */
  void requireIdle() {
    if (running != null) {
      throw new TimedOutException(
          domain.subject(), "is busy with another job: " + running.task.operation(), "");
    }
  }

  /** What is being done ends now. */
  void hurry() {
    host.clock.cancel(running.due);
    running.due = host.clock.schedule(Duration.ZERO, running.ending);
  }

  private <T> void end(CompletableFuture<T> result, Supplier<T> finish) {
    Running job = running;
    running = null;
    try {
      T value = finish.get();
      completed = job.seen(DomainJob.Kind.COMPLETED);
      host.emit(
          new DomainEvent.JobCompleted(domain.ref().uuid(), domain.ref().name(), job.statistics()));
      result.complete(value);
    } catch (KvmException e) {
      job.task.undo().run();
      completed = job.seen(DomainJob.Kind.FAILED);
      result.completeExceptionally(e);
    }
  }

  Optional<DomainJob> job() {
    domain.requireActive();
    return Optional.ofNullable(running).map(r -> r.seen(DomainJob.Kind.UNBOUNDED));
  }

  Optional<DomainJob> completed() {
    return Optional.ofNullable(completed);
  }

  void abort() {
    if (running == null || !running.task.abortable()) {
      throw new ConflictException(domain.subject(), "has no job that can be aborted", "");
    }
    giveUp(
        new CancelledException(
            domain.subject(), running.task.operation() + " job: cancelled by a client", ""));
  }

  private void giveUp(KvmException reason) {
    Running job = running;
    running = null;
    if (job.due != null) {
      host.clock.cancel(job.due);
    }
    job.task.undo().run();
    completed = job.seen(DomainJob.Kind.CANCELLED);
    job.result.completeExceptionally(reason);
  }

  /** With QEMU, what it does ends. */
  void end() {
    if (running != null) {
      giveUp(new ConflictException(domain.subject(), "is not running", ""));
    }
  }
}
