package io.kvmsdk.internal.driver;

import io.kvmsdk.Pacer;
import io.kvmsdk.domain.DomainJob;
import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.progress.Job;
import io.kvmsdk.progress.ProgressListener;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Watches over one long call on a domain, which some other thread is making: tells how far the
 * domain's job has got, and gives the job up when the call takes too long or the caller is
 * interrupted. The call alone knows how it went, and is always waited for.
 */
final class DomainJobWatch {
  /** How long giving up may take; QEMU cannot be stopped while it flushes a file. */
  private static final Duration NOTICE = Duration.ofSeconds(30);

  private static final Duration FIRST_LOOK = Duration.ofMillis(10);

  private final Driver driver;
  private final UUID domain;
  private final Subject subject;
  private final long total;
  private final Runnable abort;
  private final Runnable looked;

  private DomainJobWatch(
      Driver driver, UUID domain, Subject subject, long total, Runnable abort, Runnable looked) {
    this.driver = driver;
    this.domain = domain;
    this.subject = subject;
    this.total = total;
    this.abort = abort;
    this.looked = looked;
  }

  /**
   * @param total what the listener is told that there is to do
   */
  static DomainJobWatch of(Driver driver, UUID domain, Subject subject, long total) {
    return new DomainJobWatch(
        driver, domain, subject, total, () -> driver.jobs().abort(domain), () -> {});
  }

  /** Gives up in another way. */
  DomainJobWatch abortedBy(Runnable other) {
    return new DomainJobWatch(driver, domain, subject, total, other, looked);
  }

  /** Also does {@code more} at each look at what is being done. */
  DomainJobWatch lookingAt(Runnable more) {
    return new DomainJobWatch(driver, domain, subject, total, abort, more);
  }

  /**
   * Makes the call and waits for its end.
   *
   * @param undo what to do if the call, given up and no longer waited for, still succeeds
   * @throws TimedOutException if it took longer; it has been given up
   * @throws CancelledException if this thread is interrupted, or somebody else has given it up
   */
  <T> T run(
      String task,
      ProgressListener listener,
      Duration atMost,
      Supplier<CompletableFuture<T>> begin,
      Consumer<T> undo) {
    if (atMost.isZero() || atMost.isNegative()) {
      throw new TimedOutException(subject, "there is no time left for " + task, "");
    }
    return Job.run(
        listener,
        task,
        total,
        job -> {
          JobCounter counter = new JobCounter(job, total);
          T result = follow(task, counter, atMost, begin.get(), undo);
          counter.reached(total);
          return result;
        });
  }

  private <T> T follow(
      String task,
      JobCounter counter,
      Duration atMost,
      CompletableFuture<T> call,
      Consumer<T> undo) {
    try {
      await(task, atMost, Pacer.POLL, call, () -> look(counter));
    } catch (TimedOutException | CancelledException late) {
      if (!Aftermath.uninterrupted(() -> givenUp(task, call, late, undo))) {
        throw late;
      }
    }
    return result(call);
  }

  /** Looks often at first, so that short jobs are seen and given up, too. */
  private void await(
      String task, Duration atMost, Duration longest, CompletableFuture<?> call, Runnable look) {
    Pacer pacer = driver.pacer();
    Duration end = pacer.after(atMost);
    Duration step = FIRST_LOOK;
    while (!call.isDone()) {
      look.run();
      Duration left = end.minus(pacer.elapsed());
      if (left.isNegative() || left.isZero()) {
        throw new TimedOutException(
            subject, task + " took longer than " + atMost.toMillis() / 1000.0 + " s", "");
      }
      pause(task, shorter(step, left));
      step = shorter(step.multipliedBy(2), longest);
    }
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private void pause(String task, Duration time) {
    try {
      driver.pacer().pause(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException(subject, task + " was interrupted", "", e);
    }
  }

  /** What fails here, the call itself will tell of. */
  private void look(JobCounter counter) {
    quietly(() -> driver.jobs().job(domain).ifPresent(now -> tell(counter, now)));
    quietly(looked);
  }

  /** A copy of disks alone counts no memory. */
  private static void tell(JobCounter counter, DomainJob now) {
    DomainJob.Amount seen = now.data().total().bytes() > 0 ? now.data() : now.disk();
    long all = seen.total().bytes();
    counter.reached(all - seen.remaining().bytes(), all);
  }

  private static void quietly(Runnable look) {
    try {
      look.run();
    } catch (KvmException unknown) {
      return;
    }
  }

  /** Whether it has done its work before it could be given up. */
  private <T> boolean givenUp(
      String task, CompletableFuture<T> call, KvmException late, Consumer<T> undo) {
    try {
      await("giving up " + task, NOTICE, FIRST_LOOK, call, () -> tryAbort(late));
      return !call.isCompletedExceptionally();
    } catch (TimedOutException | CancelledException stillThere) {
      late.addSuppressed(stillThere);
      call.thenAccept(undo);
      return false;
    }
  }

  /**
   * It may not have begun yet, or have just ended: then this is tried again, or no more. Where
   * libvirt has begun, but QEMU has not, libvirt accepts this and nothing comes of it.
   */
  private void tryAbort(KvmException late) {
    try {
      abort.run();
    } catch (KvmException refused) {
      if (late.getSuppressed().length == 0) {
        late.addSuppressed(refused);
      }
    }
  }

  /** Of one that has ended; throws what it failed of. */
  static <T> T result(CompletableFuture<T> call) {
    try {
      return call.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }
}
