package io.kvmsdk.libvirt.internal;

import io.kvmsdk.Pacer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Real time, cut short for those who wait whenever a domain's state changes, or a block job is
 * ready or ends. What changes while a waiter looks cuts its next pause short, so that nothing is
 * missed.
 */
final class EventPacer implements Pacer {
  private long changes;

  /** How many changes there were when this thread last ceased to pause. */
  private final ThreadLocal<Long> seen = ThreadLocal.withInitial(() -> 0L);

  @Override
  public Duration elapsed() {
    return Duration.ofNanos(System.nanoTime());
  }

  @Override
  public synchronized void pause(Duration atMost) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    long end = System.nanoTime() + TimeUnit.NANOSECONDS.convert(atMost);
    long before = seen.get();
    for (long left = end - System.nanoTime();
        left > 0 && changes == before;
        left = end - System.nanoTime()) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    seen.set(changes);
  }

  synchronized void changed() {
    changes++;
    notifyAll();
  }
}
