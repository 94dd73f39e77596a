package io.kvmsdk.libvirt.internal;

import io.kvmsdk.Pacer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Real time, cut short for those who wait whenever a domain's state changes. */
final class EventPacer implements Pacer {
  private long changes;

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
    long seen = changes;
    for (long left = end - System.nanoTime();
        left > 0 && changes == seen;
        left = end - System.nanoTime()) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }

  synchronized void changed() {
    changes++;
    notifyAll();
  }
}
