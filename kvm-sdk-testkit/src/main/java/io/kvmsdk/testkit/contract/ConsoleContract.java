package io.kvmsdk.testkit.contract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kvmsdk.domain.Console;
import io.kvmsdk.domain.ConsoleMatch;
import io.kvmsdk.domain.ConsoleMode;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.TimedOutException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an open console promises, whatever the driver. */
@Timeout(300)
public abstract class ConsoleContract extends HypervisorContract {
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final int ATTEMPTS = 150;

  /** All that the guest of this suite sends for a Ctrl-A. */
  protected static final byte[] ALL_BYTES = allBytes();

  private static byte[] allBytes() {
    byte[] bytes = new byte[256];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }

  /**
   * A domain whose guest answers on its first serial port: what comes in, small letters as
   * capitals, and {@link #ALL_BYTES} for a byte 1. It may run already.
   */
  protected abstract Domain guest();

  /** A domain without any console, whose name begins with {@link #run}; defined and off. */
  protected abstract Domain silent();

  /** Makes the guest stop by itself. */
  protected abstract void powerOff(Console console);

  @BeforeEach
  final void needsConsoles() {
    needs(Capability.CONSOLES);
  }

  /** A console at which the guest has answered for the first time. */
  private Console opened(Domain domain) {
    if (!domain.state().active()) {
      domain.start();
    }
    Console console = domain.console();
    answered(console);
    return console;
  }

  /** Until the guest is there, nobody hears. */
  private void answered(Console console) {
    for (int i = 0; ; i++) {
      try {
        console.send("up" + i + "\r");
        console.expect("UP" + i, i < ATTEMPTS ? Duration.ofMillis(700) : SOON);
        return;
      } catch (TimedOutException notYet) {
        assertThat(i).isLessThan(ATTEMPTS);
      }
    }
  }

  @Test
  void expect_givesWhatMatched_andWhatCameBefore() {
    try (Console console = opened(guest())) {
      console.sendLine("one=1 two=2");

      ConsoleMatch match = console.expect(Pattern.compile("TWO=(\\d)(x)?"), SOON);

      assertThat(match.text()).isEqualTo("TWO=2");
      assertThat(match.groups()).containsExactly("2", "");
      assertThat(match.before()).endsWith("ONE=1 ");
      console.sendLine("three");
      assertThat(console.expect("REE", SOON).before()).doesNotContain("TWO").endsWith("TH");
    }
  }

  @Test
  void expect_timesOut_withTheLastLines_whichStay() throws IOException {
    try (Console console = opened(guest())) {
      console.sendLine("some words");

      assertThat(expectedInVain(console, "others", "SOME WORDS"))
          .hasMessageContaining("'others'")
          .hasMessageContaining("SOME WORDS");
      assertThat(console.expect("WORDS", SOON).before()).contains("SOME");
    }
  }

  /** Again and again until the guest, which may be slow to answer, has said {@code words}. */
  private static TimedOutException expectedInVain(Console console, String text, String words) {
    TimedOutException late = null;
    for (int i = 0; i < ATTEMPTS && (late == null || !late.getMessage().contains(words)); i++) {
      late =
          catchThrowableOfType(
              TimedOutException.class, () -> console.expect(text, Duration.ofSeconds(1)));
    }
    return late;
  }

  @Test
  void expect_andStreams_takeTurns() throws IOException {
    try (Console console = opened(guest())) {
      console.output().write("abcdef\r".getBytes(ISO_8859_1));
      console.expect("CD", SOON);

      assertThat(console.input().readNBytes(2)).isEqualTo("EF".getBytes(ISO_8859_1));
    }
  }

  @Test
  void allBytes_passAsTheyAre_andNothingIsLost() throws IOException {
    try (Console console = opened(guest())) {
      console.send("begin.");
      console.expect("BEGIN.", SOON);
      for (int i = 0; i < 8; i++) {
        console.output().write(1);
      }

      for (int i = 0; i < 8; i++) {
        assertThat(console.input().readNBytes(256)).isEqualTo(ALL_BYTES);
      }
    }
  }

  @Test
  void console_isRefused_whileItIsOpen_andCanBeTakenAway() throws IOException {
    Domain domain = guest();
    try (Console first = opened(domain)) {
      assertThatThrownBy(domain::console)
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("ConsoleMode.FORCE");
      assertThatThrownBy(() -> domain.console(ConsoleMode.SAFE))
          .isInstanceOf(ConflictException.class);

      try (Console second = domain.console(ConsoleMode.FORCE)) {
        assertThat(drained(first)).isTrue();
        second.sendLine("mine");
        second.expect("MINE", SOON);
      }
    }
    try (Console third = domain.console(ConsoleMode.SAFE)) {
      third.sendLine("again");
      third.expect("AGAIN", SOON);
    }
  }

  /** Whether it has come to its end, or broken off. */
  private static boolean drained(Console console) {
    try {
      console.input().readAllBytes();
      return true;
    } catch (IOException brokenOff) {
      return true;
    }
  }

  @Test
  void close_endsABlockedRead_atOnce() throws Exception {
    Domain domain = guest();
    try (Console console = opened(domain)) {
      console.sendLine("last");
      console.expect("LAST", SOON);
      CountDownLatch reading = new CountDownLatch(1);
      FutureTask<Object> reader =
          new FutureTask<>(
              () -> {
                reading.countDown();
                return console.input().readAllBytes();
              });
      Thread thread = new Thread(reader);
      thread.start();
      reading.await();

      console.close();

      assertThatThrownBy(() -> reader.get(SOON.toSeconds(), SECONDS))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(IOException.class)
          .hasMessageContaining("closed");
      console.close();
      assertThatThrownBy(() -> console.send("x")).isInstanceOf(ConflictException.class);
    }
    assertThat(domain.state().active()).isTrue();
  }

  @Test
  void guestsEnd_isTheStreamsEnd() throws IOException {
    Domain domain = guest();
    try (Console console = opened(domain)) {
      powerOff(console);

      assertThat(new String(console.input().readAllBytes(), ISO_8859_1)).doesNotContain("DEAD");
      assertThat(console.input().read()).isEqualTo(-1);
      assertThatThrownBy(() -> console.expect("login", SOON))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("stopped");
    }
    // A guest's lines may end before its host takes note of its end.
    assertThat(domain.waitUntil(DomainState.SHUTOFF, SOON)).isEqualTo(DomainState.SHUTOFF);
  }

  @Test
  void abandonedConsoles_endWithTheConnection() {
    Console console = opened(guest());

    kvm.close();

    assertThatThrownBy(() -> console.send("x")).isInstanceOf(ConflictException.class);
    kvm = connect();
  }

  @Test
  void console_isRefused_whenTheDomainIsOff_orHasNone() {
    Domain domain = silent();
    assertThatThrownBy(domain::console)
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("not running");
    domain.start();

    assertThatThrownBy(domain::console)
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("has no console");
    assertThatThrownBy(() -> domain.channel("org.example.none", ConsoleMode.EXCLUSIVE))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("org.example.none");
  }

  @Test
  void console_isFoundByItsAlias() {
    Domain domain = guest();
    opened(domain).close();

    try (Console console = domain.console("serial0", ConsoleMode.EXCLUSIVE)) {
      console.sendLine("hello");
      console.expect("HELLO", SOON);
    }
    assertThatThrownBy(() -> domain.console("serial7", ConsoleMode.EXCLUSIVE))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("serial0");
  }
}
