package io.kvmsdk.ovs.ovsdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.judge.RequiresTool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
@RequiresTool(
    value = {"ovsdb-server", "--version"},
    debianPackage = "openvswitch-common")
class OvsdbLockTest {
  private static final Duration SOON = MonitorContract.SOON;

  @TempDir Path folder;
  private OvsdbServer server;
  private OvsdbClient one;
  private OvsdbClient two;
  private final LinkedBlockingQueue<LockState> ones = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<LockState> twos = new LinkedBlockingQueue<>();

  @BeforeEach
  void start() throws IOException {
    server = OvsdbServer.start(folder);
    one = OvsdbClient.connect(server.unix(), SOON);
    two = OvsdbClient.connect(server.unix(), SOON);
  }

  @AfterEach
  void stop() {
    if (server != null) {
      one.close();
      two.close();
      server.close();
    }
  }

  private static LockState next(LinkedBlockingQueue<LockState> told) throws InterruptedException {
    return told.poll(SOON.toSeconds(), TimeUnit.SECONDS);
  }

  private static void assertMayWrite(OvsdbClient client) {
    client.database("Kvmsdk").transact(new Operation.Assert("turn"), insert());
  }

  private static void assertMayNotWrite(OvsdbClient client) {
    OvsdbDatabase database = client.database("Kvmsdk");
    assertThatExceptionOfType(OvsdbException.class)
        .isThrownBy(() -> database.transact(new Operation.Assert("turn"), insert()))
        .satisfies(e -> assertThat(e.error()).isEqualTo("not owner"));
  }

  private static Operation insert() {
    return Operation.insert("Thing", Map.of("name", Value.of("a")));
  }

  @Test
  void lock_whenTwoWantIt_theSecondGetsItWhenTheFirstGivesItBack() throws InterruptedException {
    OvsdbLock first = one.lock("turn", ones::add);
    OvsdbLock second = two.lock("turn", twos::add);
    assertThat(next(ones)).isEqualTo(LockState.HELD);
    assertThat(next(twos)).isEqualTo(LockState.WAITING);
    assertMayWrite(one);
    assertMayNotWrite(two);
    assertThat(second).hasToString("OvsdbLock[turn: WAITING]");
    first.close();
    first.close();
    second.waitFor(SOON);
    assertThat(next(twos)).isEqualTo(LockState.HELD);
    assertThat(next(ones)).isEqualTo(LockState.CLOSED);
    assertMayNotWrite(one);
    assertMayWrite(two);
  }

  @Test
  void steal_whenAnotherHasIt_takesItAndTheLoserIsTold() throws InterruptedException {
    try (OvsdbLock first = one.lock("turn", ones::add)) {
      assertThat(next(ones)).isEqualTo(LockState.HELD);
      OvsdbLock thief = two.steal("turn", twos::add);
      assertThat(thief.isHeld()).isTrue();
      assertThat(next(ones)).isEqualTo(LockState.STOLEN);
      assertThat(first.isHeld()).isFalse();
      assertMayNotWrite(one);
      assertMayWrite(two);
      thief.close();
      assertThat(next(ones)).isEqualTo(LockState.HELD);
      assertMayWrite(one);
    }
  }

  @Test
  void lock_whenTheServerIsRestarted_isAskedForAgain() throws Exception {
    try (OvsdbLock lock = one.lock("turn", ones::add)) {
      assertThat(next(ones)).isEqualTo(LockState.HELD);
      server.kill();
      assertThat(next(ones)).isEqualTo(LockState.DISCONNECTED);
      assertThat(lock.isHeld()).isFalse();
      server.restart();
      assertThat(next(ones)).isEqualTo(LockState.HELD);
      assertMayWrite(one);
    }
  }

  @Test
  void lock_whenItsHolderGoesAway_goesToTheNext() throws InterruptedException {
    one.lock("turn", ones::add);
    try (OvsdbLock second = two.lock("turn", twos::add)) {
      one.close();
      second.waitFor(SOON);
      assertMayWrite(two);
    }
    assertThat(next(ones)).isEqualTo(LockState.HELD);
    LockState last = next(ones);
    assertThat(last == LockState.DISCONNECTED ? next(ones) : last).isEqualTo(LockState.CLOSED);
  }

  @Test
  void waitFor_whenItIsNotHad_endsAndStaysInLine() {
    try (OvsdbLock first = one.lock("turn", ones::add);
        OvsdbLock second = two.lock("turn", twos::add)) {
      assertThatExceptionOfType(TimedOutException.class)
          .isThrownBy(() -> second.waitFor(Duration.ofMillis(20)))
          .withMessageContaining("turn")
          .withMessageContaining("WAITING");
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(CancelledException.class).isThrownBy(() -> second.waitFor(SOON));
      assertThat(Thread.interrupted()).isTrue();
      first.close();
      second.waitFor(SOON);
      second.close();
      assertThatExceptionOfType(KvmException.class).isThrownBy(() -> second.waitFor(SOON));
    }
  }

  @Test
  void lock_whenItWasAskedForAlready_isRefused() {
    try (OvsdbLock first = one.lock("turn", ones::add)) {
      assertThatExceptionOfType(OvsdbException.class).isThrownBy(() -> one.lock("turn", twos::add));
      assertThat(first.isHeld()).isTrue();
    }
  }

  @Test
  void listener_whenItThrowsOrBlocks_isToldTheNextAllTheSame() throws InterruptedException {
    try (OvsdbLock first =
        one.lock(
            "turn",
            state -> {
              ones.add(state);
              throw new IllegalStateException("a listener's own fault");
            })) {
      assertThat(next(ones)).isEqualTo(LockState.HELD);
      two.steal("turn", twos::add);
      assertThat(next(ones)).isEqualTo(LockState.STOLEN);
      assertThat(first.state()).isEqualTo(LockState.STOLEN);
    }
  }
}
