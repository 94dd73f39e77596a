package io.kvmsdk.progress;

import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * One immutable snapshot of a job.
 *
 * @param task what is being done, for people ("uploading debian-12.iso")
 * @param done units finished so far; bytes, unless the task says otherwise
 * @param total units in all, or {@link #UNKNOWN_TOTAL}
 * @param elapsed time since the job began
 */
public record Progress(String task, long done, long total, Duration elapsed) {
  /** The value of {@link #total} when the end is not known beforehand. */
  public static final long UNKNOWN_TOTAL = -1;

  public Progress {
    Objects.requireNonNull(task);
    Objects.requireNonNull(elapsed);
  }

  /** Units in all, where known. */
  public OptionalLong knownTotal() {
    return total < 0 ? OptionalLong.empty() : OptionalLong.of(total);
  }

  /** Average units a second so far; 0 before any time has passed. */
  public double rate() {
    double seconds = elapsed.toNanos() / 1e9;
    return seconds == 0 ? 0 : done / seconds;
  }
}
