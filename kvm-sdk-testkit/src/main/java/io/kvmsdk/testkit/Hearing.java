package io.kvmsdk.testkit;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * What listeners were told and are not done with. Time waits for them: a listener is as quick as a
 * host's, however busy the machine is on which the test runs.
 */
final class Hearing {
  /** After so long a listener is taken to wait for something itself, and is not waited for. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Set<Object> untold = new HashSet<>();
  private final Set<Thread> listening = new HashSet<>();

  /** Wraps what tells a listener; it counts from now on until it has run. */
  synchronized Runnable of(Runnable telling) {
    Object event = new Object();
    untold.add(event);
    return () -> {
      begin();
      try {
        telling.run();
      } finally {
        end(event);
      }
    };
  }

  private synchronized void begin() {
    listening.add(Thread.currentThread());
  }

  private synchronized void end(Object event) {
    listening.remove(Thread.currentThread());
    untold.remove(event);
    notifyAll();
  }

  /**
   * Waits until every listener is done; a listener that waits in its turn waits for nobody.
   *
   * @return whether there was anything to wait for, after which the host may have changed
   */
  synchronized boolean await() throws InterruptedException {
    if (untold.isEmpty() || listening.contains(Thread.currentThread())) {
      return false;
    }
    long end = System.nanoTime() + PATIENCE.toNanos();
    long left = PATIENCE.toMillis();
    while (!untold.isEmpty() && left > 0) {
      wait(left);
      left = (end - System.nanoTime()) / 1_000_000;
    }
    untold.clear();
    return true;
  }
}
