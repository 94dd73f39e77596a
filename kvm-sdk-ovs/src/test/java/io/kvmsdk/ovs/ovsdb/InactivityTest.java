package io.kvmsdk.ovs.ovsdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A client that was held up, with its JVM or machine, does not take that for its server's silence.
 */
@Timeout(180)
class InactivityTest {
  private static final Duration INTERVAL = Duration.ofMillis(100);

  private record Event(String what, long when) {}

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final Inactivity inactivity =
      new Inactivity(INTERVAL, () -> happens("probe"), why -> happens("end"));

  private void happens(String what) {
    events.add(new Event(what, System.nanoTime()));
  }

  @BeforeEach
  void start() {
    inactivity.start();
  }

  @AfterEach
  void close() {
    inactivity.close();
  }

  @Test
  void server_whenItIsNotHeard_isProbedAndThenGivenUp() throws Exception {
    long probed = next("probe");
    assertThat(Duration.ofNanos(next("end") - probed)).isGreaterThanOrEqualTo(INTERVAL);
  }

  @Test
  void server_whenItsClientWasHeldUp_hasItsTimeToAnswer() throws Exception {
    holdUp(() -> {});
    long probed = next("probe");
    assertThat(Duration.ofNanos(next("end") - probed)).isGreaterThanOrEqualTo(INTERVAL);
  }

  @Test
  void server_whenItsAnswerWaitedForAClientThatWasHeldUp_isKept() throws Exception {
    next("probe");
    holdUp(inactivity::heard);
    next("probe"); // once more it is silent
  }

  /**
   * Nothing is looked at, for longer than a server may be silent.
   *
   * @param then what comes after the look that was due first
   */
  private static void holdUp(Runnable then) {
    CountDownLatch go = new CountDownLatch(1);
    Inactivity.later(Duration.ZERO, () -> await(go));
    Inactivity.later(INTERVAL, then);
    long end = System.nanoTime() + 3 * INTERVAL.toNanos();
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
    go.countDown();
  }

  private static void await(CountDownLatch go) {
    try {
      go.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private long next(String what) throws InterruptedException {
    Event next = events.poll(2, TimeUnit.MINUTES);
    assertThat(next).isNotNull();
    assertThat(next.what()).isEqualTo(what);
    return next.when();
  }
}
