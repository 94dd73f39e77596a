package io.kvmsdk.testkit.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A listener that keeps what it hears. */
final class Heard<E> implements Consumer<E> {
  private static final int LONGEST_WAIT_SECONDS = 120;

  private final BlockingQueue<E> queue = new LinkedBlockingQueue<>();

  @Override
  public void accept(E event) {
    queue.add(event);
  }

  /** What came since the last time, up to the first event that is {@code last}. */
  List<E> until(Predicate<? super E> last) {
    List<E> seen = new ArrayList<>();
    while (seen.isEmpty() || !last.test(seen.get(seen.size() - 1))) {
      seen.add(next(seen));
    }
    return seen;
  }

  private E next(List<E> seen) {
    try {
      E event = queue.poll(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
      if (event == null) {
        throw new AssertionError("what was waited for did not come, only " + seen);
      }
      return event;
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while waiting for events", e);
    }
  }
}
