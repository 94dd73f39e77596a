package io.kvmsdk.testkit;

import io.kvmsdk.Pacer;
import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;

/**
 * Time that passes only when told to, or when somebody waits: whoever pauses moves it on at once to
 * the next thing that happens on the fake host, so that an installation of half an hour takes a
 * test some milliseconds.
 *
 * <p>Thread-safe. With several threads waiting, time passes as fast as the fastest of them waits.
 * No time passes while a listener of a fake host deals with an event, unless it waits itself.
 */
public final class FakeClock implements Pacer {
  /** The time of day at which every fake clock starts. */
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final Hearing hearing = new Hearing();
  private final PriorityQueue<Due> due = new PriorityQueue<>();
  private Duration now = Duration.ZERO;
  private long scheduled;

  /** Time since the clock was made. */
  @Override
  public synchronized Duration elapsed() {
    return now;
  }

  /** The time of day: {@link #START} and what has passed since. */
  public synchronized Instant instant() {
    return START.plus(now);
  }

  /** Moves time on to the next scripted event, but no further than {@code atMost}. */
  @Override
  public void pause(Duration atMost) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted while waiting on a fake clock");
    }
    if (hearing.await()) {
      return;
    }
    synchronized (this) {
      Duration end = now.plus(atMost);
      Due next = due.peek();
      runUntil(next == null || next.at.compareTo(end) > 0 ? end : later(next.at, now));
    }
  }

  Hearing hearing() {
    return hearing;
  }

  /** Moves time on by {@code duration}, through all that happens in it. */
  public synchronized void advance(Duration duration) {
    runUntil(now.plus(duration));
  }

  private void runUntil(Duration end) {
    while (!due.isEmpty() && due.peek().at.compareTo(end) <= 0) {
      Due next = due.poll();
      now = later(next.at, now);
      next.task.run();
    }
    now = later(end, now);
  }

  private static Duration later(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  /** Runs {@code task} when {@code after} has passed, under this clock's monitor. */
  synchronized Due schedule(Duration after, Runnable task) {
    Due entry = new Due(now.plus(after), scheduled++, task);
    due.add(entry);
    return entry;
  }

  /** Whether nothing at all will happen by itself. */
  synchronized boolean idle() {
    return due.isEmpty();
  }

  /** Takes {@code entry} back; returns how long it would still have taken. */
  synchronized Duration cancel(Due entry) {
    due.remove(entry);
    return entry.at.minus(now);
  }

  @Override
  public String toString() {
    return "FakeClock at " + instant();
  }

  /** Something that will happen; of two at one time, the one scheduled first comes first. */
  static final class Due implements Comparable<Due> {
    private final Duration at;
    private final long number;
    private final Runnable task;

    private Due(Duration at, long number, Runnable task) {
      this.at = at;
      this.number = number;
      this.task = task;
    }

    @Override
    public int compareTo(Due other) {
      int byTime = at.compareTo(other.at);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }
}
