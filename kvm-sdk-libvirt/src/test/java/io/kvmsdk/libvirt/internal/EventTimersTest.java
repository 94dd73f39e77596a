package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EventTimersTest {
  private static final int HOUR = 3_600_000;

  private final AtomicInteger wakes = new AtomicInteger();
  private final EventTimers<String> timers = new EventTimers<>(wakes::incrementAndGet);

  @Test
  void sleep_isForAsLongAsTheLoopLikes_whereNothingRuns() {
    assertThat(timers.sleep()).isEqualTo(-1);

    timers.add(-1, "still");

    assertThat(timers.sleep()).isEqualTo(-1);
  }

  @Test
  void sleep_lastsUntilTheFirstIsDue() {
    timers.add(HOUR, "late");
    timers.add(HOUR / 2, "early");

    assertThat(timers.sleep()).isBetween(HOUR / 2 - 60_000, HOUR / 2);
  }

  @Test
  void due_givesWhatIsDue_againAndAgain() {
    timers.add(HOUR, "late");
    int often = timers.add(0, "often");

    assertThat(timers.sleep()).isZero();
    assertThat(timers.due()).containsExactly(often);
    assertThat(timers.due()).containsExactly(often);
    assertThat(timers.get(often)).isEqualTo("often");
  }

  @Test
  void set_wakesTheLoop_onlyIfItWouldSleepTooLong() {
    int timer = timers.add(HOUR, "keepalive");
    timers.sleep();

    timers.set(timer, HOUR);
    timers.set(timer, 2 * HOUR);
    timers.set(timer, -1);
    assertThat(wakes).hasValue(0);

    timers.set(timer, HOUR / 2);
    assertThat(wakes).hasValue(1);
  }

  @Test
  void set_leavesALoopAloneThatIsAwake() {
    int timer = timers.add(HOUR, "keepalive");
    timers.sleep();
    timers.due();

    timers.set(timer, 0);

    assertThat(wakes).hasValue(0);
    assertThat(timers.sleep()).isZero();
  }

  @Test
  void add_wakesALoopThatSleepsForEver() {
    timers.sleep();

    timers.add(HOUR, "keepalive");

    assertThat(wakes).hasValue(1);
  }

  @Test
  void remove_givesWhatWasAdded_once() {
    int timer = timers.add(0, "gone");

    assertThat(timers.remove(timer)).isEqualTo("gone");
    assertThat(timers.remove(timer)).isNull();
    assertThat(timers.get(timer)).isNull();
    assertThat(timers.due()).isEmpty();
    timers.set(timer, 0);
    assertThat(timers.sleep()).isEqualTo(-1);
  }
}
