package io.kvmsdk.ovs.ovsdb;

import java.time.Duration;

/** The moment at which a call gives up, however many waits it is made of. */
record Deadline(Duration allowed, long end) {
  private static final Duration LONGEST = Duration.ofDays(10_000);

  static Deadline in(Duration time) {
    return new Deadline(time, System.nanoTime() + nanos(time));
  }

  /** Of what is as good as for ever, as many as arithmetic stands. */
  static long nanos(Duration time) {
    return (time.compareTo(LONGEST) < 0 ? time : LONGEST).toNanos();
  }

  /** Nanoseconds; none or fewer once it has passed. */
  long left() {
    return end - System.nanoTime();
  }

  Duration remaining() {
    return Duration.ofNanos(Math.max(1, left()));
  }

  /** The earlier of this and {@code time} from now. */
  Deadline within(Duration time) {
    return nanos(time) < left() ? in(time) : this;
  }
}
