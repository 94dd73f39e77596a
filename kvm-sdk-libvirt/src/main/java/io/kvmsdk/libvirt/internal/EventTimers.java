package io.kvmsdk.libvirt.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The timers of an event loop; each comes again and again until it is told otherwise. One that is
 * put off, as the keepalive's is by each answer, leaves the loop asleep until the old time.
 */
final class EventTimers<T> {
  /** What a timer does, and how often. */
  private static final class Entry<T> {
    private final T timer;
    private long interval;
    private long deadline;

    private Entry(T timer) {
      this.timer = timer;
    }
  }

  private static final long NEVER = Long.MAX_VALUE;

  private final long start = System.nanoTime();
  private final Map<Integer, Entry<T>> entries = new HashMap<>();
  private final Runnable wake;
  private int last;

  /** Until when the loop sleeps; 0 while it is awake. */
  private long sleepsUntil;

  /**
   * @param wake ends the loop's sleep
   */
  EventTimers(Runnable wake) {
    this.wake = wake;
  }

  /** Starts a timer, and gives its number; negative milliseconds keep it still. */
  synchronized int add(int millis, T timer) {
    entries.put(++last, new Entry<>(timer));
    set(last, millis);
    return last;
  }

  /** Starts a timer anew, at another interval; a number that is unknown changes nothing. */
  synchronized void set(int number, int millis) {
    Entry<T> entry = entries.get(number);
    if (entry == null) {
      return;
    }
    entry.interval = TimeUnit.MILLISECONDS.toNanos(millis);
    entry.deadline = millis < 0 ? NEVER : now() + entry.interval;
    if (entry.deadline < sleepsUntil) {
      wake.run();
    }
  }

  /** Gives what {@link #add} was given; null if the number is unknown. */
  synchronized T remove(int number) {
    Entry<T> entry = entries.remove(number);
    return entry == null ? null : entry.timer;
  }

  synchronized T get(int number) {
    Entry<T> entry = entries.get(number);
    return entry == null ? null : entry.timer;
  }

  /** How many milliseconds the loop may sleep now; -1 for as long as it likes. */
  synchronized int sleep() {
    sleepsUntil = entries.values().stream().mapToLong(e -> e.deadline).min().orElse(NEVER);
    if (sleepsUntil == NEVER) {
      return -1;
    }
    long nanos = Math.max(0, sleepsUntil - now());
    return (int) Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(nanos + 999_999));
  }

  /** The numbers of those that are due, which start anew. */
  synchronized List<Integer> due() {
    sleepsUntil = 0;
    long now = now();
    List<Integer> due =
        entries.keySet().stream().filter(n -> entries.get(n).deadline <= now).sorted().toList();
    due.forEach(n -> entries.get(n).deadline = now + entries.get(n).interval);
    return due;
  }

  private long now() {
    return System.nanoTime() - start;
  }
}
