package io.kvmsdk.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.domain.ExecResult;
import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.TimedOutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a shell does, wherever it runs programs. */
@Timeout(300)
abstract class HostShellContract {
  abstract HostShell shell();

  @Test
  void run_givesArgumentsAsTheyAre() {
    List<String> arguments =
        List.of(
            "-n",
            "--",
            "",
            " ",
            "two words",
            "it's",
            "\"",
            "'\\''",
            "\\",
            "a\nb\n",
            "$HOME `id` $(id)",
            "*",
            "~",
            "!",
            "#x",
            "a;b|c&d>e",
            "%s",
            "\t",
            "-");
    assertThat(
            shell()
                .script(
                    "for a; do printf '%s\\0' \"$a\"; done", "", arguments.toArray(String[]::new)))
        .isEqualTo(String.join("\0", arguments) + "\0");
    assertThat(shell().run("printf", "%s|", "-e", "a b", "'")).isEqualTo("-e|a b|'|");
  }

  @Test
  void exec_tellsHowItEnded_andWhatItWrote() {
    for (int code : new int[] {3, 255}) {
      ExecResult result = shell().exec("sh", "-c", "echo out; echo err >&2; exit " + code);
      assertThat(result.exitCode()).hasValue(code);
      assertThat(result.output()).isEqualTo("out\n");
      assertThat(result.errors()).isEqualTo("err\n");
    }
    assertThat(shell().exec("kvmsdk-no-such-program").exitCode()).hasValue(127);
    assertThat(shell().exec("sh", "-c", "kill -9 $$").exitCode()).hasValue(137);
  }

  @Test
  void run_ofAProgramThatFails_saysWhatItSaid() {
    assertThatThrownBy(() -> shell().run("ls", "/kvmsdk-none"))
        .isInstanceOfSatisfying(
            ProgramFailedException.class, e -> assertThat(e.exitCode()).isEqualTo(2))
        .hasMessageContaining(shell().toString())
        .hasMessageContaining("/kvmsdk-none");
  }

  @Test
  void exec_givesInputAndEnvironment() {
    byte[] input = new byte[300_000];
    new Random(1).nextBytes(input);
    assertThat(shell().exec(p -> p.addCommand("cat").input(input)).outputBytes()).isEqualTo(input);
    assertThat(
            shell()
                .exec(p -> p.addCommand("env").environment(Map.of("A", "b c'\n", "PATH", "/bin")))
                .output()
                .lines())
        .containsExactlyInAnyOrder("A=b c'", "", "PATH=/bin");
  }

  @Test
  void exec_ofAProgramThatReadsNothing_endsWithIt() {
    assertThat(shell().exec(p -> p.addCommand("true").input(new byte[1 << 20])).succeeded())
        .isTrue();
  }

  @Test
  void exec_ofAProgramThatWritesTooMuch_keepsTheFirst16MiB() {
    ExecResult result = shell().exec("head", "-c", "20000000", "/dev/zero");

    assertThat(result.truncated()).isTrue();
    assertThat(result.outputBytes()).hasSize(16 << 20);
    assertThatThrownBy(() -> shell().run("head", "-c", "20000000", "/dev/zero"))
        .isInstanceOf(ProgramFailedException.class)
        .hasMessageContaining("wrote too much");
  }

  @Test
  void exec_thatTakesTooLong_isEnded() {
    String mark = mark();
    assertThatThrownBy(
            () ->
                shell()
                    .exec(
                        p ->
                            p.addCommand("sh", "-c", "sleep 60; : " + mark)
                                .timeout(Duration.ofMillis(700))))
        .isInstanceOf(TimedOutException.class)
        .hasMessageContaining("0.7 s");
    awaitEnd(mark);
  }

  @Test
  void exec_whenWhatItStartedHoldsItsOutput_endsWithTheProgramAllTheSame() {
    String mark = mark();
    String left = "sh -c 'for i in $(seq 100); do echo more; sleep 0.1; done' " + mark;
    for (int i = 0; i < 5; i++) {
      ExecResult result = shell().exec("sh", "-c", "echo out; " + left + " & echo err >&2; exit 3");

      assertThat(result.exitCode()).hasValue(3);
      assertThat(result.output()).startsWith("out\n");
      assertThat(result.errors()).isEqualTo("err\n");
    }
    ProcessHandle.allProcesses()
        .filter(p -> p.info().commandLine().orElse("").contains(mark))
        .forEach(ProcessHandle::destroy);
    awaitEnd(mark);
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "yes >&2", "yes | tee /dev/stderr"})
  void exec_whenWhatItStartedNeverStopsWriting_hasAllThatTheProgramWrote(String left) {
    for (int i = 0; i < 5; i++) {
      ExecResult result =
          shell()
              .exec("sh", "-c", "echo out; echo err >&2; %s & sleep 0.05; exit 3".formatted(left));

      assertThat(result.exitCode()).hasValue(3);
      assertThat(result.output()).startsWith("out\n");
      assertThat(result.errors()).startsWith("err\n");
    }
  }

  @Test
  void exec_whenInterrupted_endsAtOnce() {
    String mark = mark();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> shell().exec(p -> p.addCommand("sh", "-c", "sleep 60; : " + mark)))
        .isInstanceOf(CancelledException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  private static String mark() {
    return "kvmsdk-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
  }

  /** All processes of this machine, on which the far one's are, too. */
  static void awaitEnd(String mark) {
    await(
        () ->
            ProcessHandle.allProcesses()
                .noneMatch(p -> p.info().commandLine().orElse("").contains(mark)));
  }

  static void await(BooleanSupplier state) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!state.getAsBoolean()) {
      assertThat(System.nanoTime()).as("what is waited for").isLessThan(end);
      LockSupport.parkNanos(10_000_000);
    }
  }
}
