package io.kvmsdk.progress;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * One run of a long job: keeps the count, and tells the listener without ever failing through it.
 *
 * <pre>{@code
 * return Job.run(listener, "copying disk.img", length, job -> { ...; job.advance(n); ...; return result; });
 * }</pre>
 */
public final class Job {
  private static final System.Logger LOG = System.getLogger(Job.class.getName());

  private final ProgressListener listener;
  private final String task;
  private final long total;
  private final long begin = System.nanoTime();
  private long done;

  private Job(ProgressListener listener, String task, long total) {
    this.listener = listener;
    this.task = task;
    this.total = total;
  }

  /** The body of a job. */
  @FunctionalInterface
  public interface Body<T> {
    T run(Job job);
  }

  /**
   * Runs {@code body}, with exactly one start and one end told to {@code listener}.
   *
   * @param total units in all, or {@link Progress#UNKNOWN_TOTAL}
   */
  public static <T> T run(ProgressListener listener, String task, long total, Body<T> body) {
    Job job = new Job(listener, task, total);
    job.tell(listener::started);
    try {
      T result = body.run(job);
      job.tell(listener::finished);
      return result;
    } catch (RuntimeException | Error e) {
      job.tell(p -> listener.failed(p, e));
      throw e;
    }
  }

  /** Counts {@code units} more as done. */
  public void advance(long units) {
    done += units;
    tell(listener::advanced);
  }

  private void tell(Consumer<Progress> event) {
    try {
      event.accept(new Progress(task, done, total, Duration.ofNanos(System.nanoTime() - begin)));
    } catch (Exception e) { // checked ones, too: not every language has them
      LOG.log(System.Logger.Level.WARNING, "a progress listener failed in: " + task, e);
    }
  }
}
