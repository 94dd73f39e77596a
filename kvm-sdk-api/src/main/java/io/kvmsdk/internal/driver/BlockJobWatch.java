package io.kvmsdk.internal.driver;

import io.kvmsdk.domain.BlockJob;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.progress.Job;
import io.kvmsdk.progress.ProgressListener;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Watches over one block job of a disk. It goes by what libvirt says of the job now: libvirt's
 * event only ends the pause between two looks, so that one which never comes costs at most a {@code
 * Pacer.POLL}. What fails or takes too long is aborted.
 *
 * <p>That a job has ended, or is ready, libvirt knows from QEMU at once; that it has also taken
 * note itself, in the domain's document, may come a moment later.
 */
final class BlockJobWatch {
  /** How long libvirt may take to note what QEMU has told it. */
  private static final Duration NOTICE = Duration.ofSeconds(10);

  private final Driver driver;
  private final UUID domain;
  private final String target;
  private final Subject subject;
  private long total;

  BlockJobWatch(Driver driver, UUID domain, String target, Subject subject) {
    this.driver = driver;
    this.domain = domain;
    this.target = target;
    this.subject = subject;
  }

  /**
   * Looks how much there is to do, and refuses to begin what there is no time for. Once a job has
   * begun, QEMU is not asked for its images any more: 7.2 was seen to crash at the end of one.
   *
   * @throws TimedOutException if {@code atMost} is nothing
   */
  void prepare(String task, Duration atMost) {
    if (atMost.isZero() || atMost.isNegative()) {
      throw new TimedOutException(subject, "there is no time left for " + task, "");
    }
    total = driver.blocks().info(domain, target).capacity().bytes();
  }

  /**
   * Waits until the job has ended.
   *
   * @param done whether it has done what it was to do
   * @throws KvmException if it has not
   */
  void untilDone(String task, ProgressListener listener, Duration atMost, Supplier<Boolean> done) {
    await(task, listener, atMost, false, done);
    settle(task, () -> done.get() ? Optional.of(true) : Optional.empty());
  }

  /** Lets the domain's disk follow a job that is ready, or else gives it up. */
  void pivot(String task) {
    try {
      settle(task, this::pivoted);
    } catch (RuntimeException | Error e) {
      abort(e);
      throw e;
    }
  }

  /** Ends a copy that is ready, and stays as it is now. */
  void detach() {
    try {
      driver.blocks().abort(domain, target, false);
    } catch (RuntimeException | Error e) {
      abort(e);
      throw e;
    }
  }

  private Optional<Boolean> pivoted() {
    try {
      driver.blocks().abort(domain, target, true);
      return Optional.of(true);
    } catch (ConflictException notReadyYet) {
      return Optional.empty();
    }
  }

  private void settle(String task, Supplier<Optional<Boolean>> look) {
    try {
      driver.pacer().await(subject, task, NOTICE, look, () -> "");
    } catch (TimedOutException e) {
      throw failed(task);
    }
  }

  /**
   * Waits until the job can be pivoted.
   *
   * @throws KvmException if it ended before, which is libvirt's word for its failure
   */
  void untilReady(String task, ProgressListener listener, Duration atMost) {
    if (!await(task, listener, atMost, true, () -> false)) {
      throw failed(task);
    }
  }

  /** The failure of a job that ended before it was done; only QEMU's log knows why. */
  KvmException failed(String task) {
    return new KvmException(
        subject,
        task + " ended before it was done; the disk is as it was",
        "Look at the domain's log in /var/log/libvirt/qemu on the host, and at the room on its"
            + " disks");
  }

  private boolean await(
      String task,
      ProgressListener listener,
      Duration atMost,
      boolean untilReady,
      Supplier<Boolean> done) {
    return Job.run(
        listener,
        task,
        total,
        job -> {
          try {
            return look(task, new JobCounter(job, total), atMost, untilReady);
          } catch (TimedOutException late) {
            if (abort(late) && !done.get()) {
              throw late;
            }
            return false;
          } catch (RuntimeException | Error e) {
            abort(e);
            throw e;
          }
        });
  }

  /** Whether it was seen to be ready, rather than to be gone. */
  private boolean look(String task, JobCounter counter, Duration atMost, boolean untilReady) {
    AtomicReference<Object> last = new AtomicReference<>("nothing");
    return driver
        .pacer()
        .await(
            subject,
            task,
            atMost,
            () -> {
              Optional<BlockJob> now = driver.blocks().job(domain, target);
              now.ifPresent(last::set);
              now.ifPresent(j -> counter.reached(j.done().bytes(), j.total().bytes()));
              boolean ready = now.filter(BlockJob::ready).isPresent();
              return now.isEmpty() || (untilReady && ready)
                  ? Optional.of(now.isPresent())
                  : Optional.empty();
            },
            () -> "It was given up; last seen: " + last.get());
  }

  /** Whether there was still something to abort, which may have come to its end as well. */
  private boolean abort(Throwable failure) {
    return Aftermath.uninterrupted(() -> aborted(failure));
  }

  private boolean aborted(Throwable failure) {
    try {
      boolean found = driver.blocks().job(domain, target).isPresent();
      if (found) {
        driver.blocks().abort(domain, target, false);
      }
      return found;
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
      return true;
    }
  }
}
