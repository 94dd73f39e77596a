package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.domain.ConsoleMode;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.internal.driver.ConsoleDriver.Line;
import io.kvmsdk.libvirt.PrivateLibvirtd;
import io.kvmsdk.libvirt.RequiresPrivateLibvirtd;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Threads that take a console from each other. libvirt 9.0's daemon forgets a call of a client that
 * comes while a line of the same client is taken ({@code daemonStreamFilter}): on one connection
 * for all lines, a call hung for ever after some 1,000 takings.
 */
@RequiresPrivateLibvirtd
@Timeout(180)
class ConsoleTakingTest {
  private static final int THREADS = 4;
  private static final int ROUNDS = 300;

  private final AtomicInteger opened = new AtomicInteger();
  private PrivateLibvirtd daemon;
  private LibvirtDriver driver;

  @BeforeEach
  void start() {
    daemon = PrivateLibvirtd.start("taking");
    driver = LibvirtDriver.connect(daemon.uri());
    StreamHost.prepare(driver);
  }

  @AfterEach
  void end() {
    try {
      driver.close();
    } finally {
      daemon.close();
    }
  }

  @Test
  void lines_leaveNothingBehind_whoeverTakesThemFromWhom() throws Exception {
    useOnce();
    driver.close();
    ProcessUse before = ProcessUse.settled();
    driver = LibvirtDriver.connect(daemon.uri());

    List<CompletableFuture<Void>> users =
        Stream.generate(() -> CompletableFuture.runAsync(this::useOften)).limit(THREADS).toList();
    for (CompletableFuture<Void> user : users) {
      user.get();
    }

    assertThat(opened.get()).isGreaterThan(THREADS * ROUNDS / 2);
    driver.close(); // lines that threads made for their calls are kept until then
    before.awaitReturn();
  }

  private void useOften() {
    for (int round = 0; round < ROUNDS; round++) {
      useOnce();
    }
  }

  /** Opens the line, from under another thread if need be, and closes it twice at once. */
  private void useOnce() {
    try (Line line = open()) {
      opened.incrementAndGet();
      CompletableFuture<Void> other = CompletableFuture.runAsync(line::close);
      try {
        line.send(new byte[] {'x'}, 0, 1);
        line.receive(new byte[10], 0, 10);
      } finally {
        other.join();
      }
    } catch (ConflictException | ConnectionLostException taken) {
      // By another thread; or this one wrote to it in that moment, and libvirt ends such a link.
    }
  }

  @Test
  void aLineThatIsTaken_saysSo() throws InterruptedException {
    try (Line first = open();
        Line second = open()) {
      assertThat(endOf(first))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("somebody has taken it by force");
      assertThat(second.receive(new byte[10], 0, 10)).isZero();
    }
  }

  /** A daemon ends a line once the guest has taken what was written: here more than fits waits. */
  @Test
  void close_returns_thoughTheGuestDoesNotRead_andItCanBeOpenedAgain() throws Exception {
    ProcessUse before = ProcessUse.settled();
    for (int round = 0; round < 2; round++) {
      try (Line line = StreamHost.open(driver, ConsoleMode.EXCLUSIVE)) {
        line.send(new byte[8 << 10], 0, 8 << 10);
      }
    }

    driver.domains().destroy(StreamHost.domain(driver));
    before.awaitReturn();
  }

  private Line open() {
    return StreamHost.open(driver, ConsoleMode.FORCE);
  }

  /** What its reader is told once nothing comes any more. */
  private static RuntimeException endOf(Line line) throws InterruptedException {
    while (true) {
      try {
        line.receive(new byte[10], 0, 10);
      } catch (RuntimeException e) {
        return e;
      }
      line.pacer().pause(Duration.ofSeconds(1));
    }
  }
}
