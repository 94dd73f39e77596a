package io.kvmsdk;

import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.TimedOutException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The passing of time for what waits on a hypervisor: the real clock for a real one, a scripted one
 * for a fake. Nothing in this library sleeps in any other way.
 */
public interface Pacer {
  /** How often is looked where no event tells of a change. */
  Duration POLL = Duration.ofMillis(500);

  /** As good as never. */
  Duration NEVER = Duration.ofDays(1_000_000);

  /** Time since some fixed moment; it never goes back. */
  Duration elapsed();

  /**
   * Waits until something may have changed on the hypervisor, but no longer than {@code atMost}.
   *
   * @throws InterruptedException if the thread was interrupted before or while it waited
   */
  void pause(Duration atMost) throws InterruptedException;

  /**
   * The moment that is {@code time} from now, by {@link #elapsed}. One that no {@code Duration}
   * could hold, as of a time-out that stands for none, is as good as never.
   */
  default Duration after(Duration time) {
    return elapsed().plus(time.compareTo(NEVER) < 0 ? time : NEVER);
  }

  /**
   * Looks again and again until there is something to see.
   *
   * @param what what is waited for, as "waiting for state SHUTOFF"
   * @param look a look at the present; empty to go on waiting; an exception ends the waiting
   * @param lastSeen what the last look saw, for the time-out's message
   * @return what was seen
   * @throws TimedOutException after {@code atMost}
   * @throws CancelledException if the thread is interrupted
   */
  default <T> T await(
      Subject subject,
      String what,
      Duration atMost,
      Supplier<Optional<T>> look,
      Supplier<String> lastSeen) {
    Duration end = after(atMost);
    while (true) {
      Optional<T> seen = look.get();
      if (seen.isPresent()) {
        return seen.get();
      }
      Duration left = end.minus(elapsed());
      if (left.isNegative() || left.isZero()) {
        throw new TimedOutException(
            subject,
            what + " took longer than " + atMost.toMillis() / 1000.0 + " s",
            lastSeen.get());
      }
      pause(subject, what, left.compareTo(POLL) < 0 ? left : POLL);
    }
  }

  /**
   * Lets {@code time} pass, whatever happens meanwhile.
   *
   * @param what what time passes for, as "typing"
   * @throws CancelledException if the thread is interrupted
   */
  default void pass(Subject subject, String what, Duration time) {
    Duration end = after(time);
    for (Duration left = time; left.compareTo(Duration.ZERO) > 0; left = end.minus(elapsed())) {
      pause(subject, what, left);
    }
  }

  private void pause(Subject subject, String what, Duration atMost) {
    try {
      pause(atMost);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException(subject, what + " was interrupted", "", e);
    }
  }
}
