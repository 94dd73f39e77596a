package io.kvmsdk.ovs;

import io.kvmsdk.Pacer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The real clock. */
enum SystemPacer implements Pacer {
  INSTANCE;

  @Override
  public Duration elapsed() {
    return Duration.ofNanos(System.nanoTime());
  }

  @Override
  public void pause(Duration atMost) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(atMost.toNanos());
  }
}
