package io.kvmsdk.ovs.ovsdb;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Notices a server that is there no more though nobody said so: stopped, or behind a cut wire. A
 * silent one is probed, and one that stays silent is given up.
 */
final class Inactivity {
  /** One thread for all connections, as long as there are any; what it runs never blocks. */
  private static final ScheduledThreadPoolExecutor CLOCK = clock();

  /** How often is looked while an interval passes. */
  private static final int LOOKS = 4;

  private final long interval;
  private final Runnable probe;
  private final Consumer<IOException> giveUp;
  private volatile long heard = System.nanoTime();
  private volatile ScheduledFuture<?> ticking;
  private long lastHeard = heard;
  private int quiet;

  Inactivity(Duration interval, Runnable probe, Consumer<IOException> giveUp) {
    this.interval = Deadline.nanos(interval);
    this.probe = probe;
    this.giveUp = giveUp;
  }

  private static ScheduledThreadPoolExecutor clock() {
    ScheduledThreadPoolExecutor clock =
        new ScheduledThreadPoolExecutor(
            1, work -> JsonRpcConnection.daemon(work, "kvmsdk-ovsdb-clock"));
    clock.setKeepAliveTime(1, TimeUnit.SECONDS);
    clock.allowCoreThreadTimeOut(true);
    clock.setRemoveOnCancelPolicy(true);
    return clock;
  }

  /** Does something short, unless it is cancelled before its time. */
  static Future<?> later(Duration time, Runnable work) {
    return CLOCK.schedule(work, Deadline.nanos(time), TimeUnit.NANOSECONDS);
  }

  void start() {
    if (interval > 0) {
      long tick = Math.max(1, interval / LOOKS);
      ticking = CLOCK.scheduleWithFixedDelay(this::look, tick, tick, TimeUnit.NANOSECONDS);
    }
  }

  /** The server has shown that it lives. */
  void heard() {
    heard = System.nanoTime();
  }

  /** Counts looks, not time: one that comes late, as in a machine that slept, is one only. */
  private void look() {
    long last = heard;
    quiet = last == lastHeard ? quiet + 1 : 0;
    lastHeard = last;
    if (quiet == LOOKS) {
      probe.run();
    } else if (quiet >= 2 * LOOKS) {
      giveUp.accept(
          new SocketTimeoutException(
              "the server has given no sign of life for %.1f s"
                  .formatted((System.nanoTime() - last) / 1e9)));
    }
  }

  void close() {
    ScheduledFuture<?> tick = ticking;
    if (tick != null) {
      tick.cancel(false);
    }
  }
}
