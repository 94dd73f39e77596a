package io.kvmsdk.internal.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Failures are recognised by what hosts said, which was recorded. */
class KnownFailureTest {
  private static final Subject WEB = Subject.of("domain", "web");

  /** A row, and the words of a host. */
  private record Recorded(KnownFailure row, String words) {
    static Recorded of(String line) {
      String[] parts = line.split(": ", 2);
      return new Recorded(KnownFailure.valueOf(parts[0]), parts[1]);
    }

    KvmException told() {
      return SeenFailure.in(words).orElseThrow().exception(WEB, words, null);
    }
  }

  static Stream<Recorded> recorded() throws IOException {
    try (InputStream in = KnownFailureTest.class.getResourceAsStream("known-failures.txt")) {
      List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      return lines.stream().filter(line -> !line.startsWith("#")).map(Recorded::of);
    }
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void in_recognisesWhatAHostSaid(Recorded recorded) {
    assertThat(SeenFailure.in(recorded.words()).map(SeenFailure::failure)).contains(recorded.row());
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void remedy_isASentenceWithoutBlanks(Recorded recorded) {
    String remedy =
        SeenFailure.in(recorded.words())
            .orElseThrow()
            .with("host", "far")
            .exception(WEB, "it failed", null)
            .remedy()
            .orElseThrow();

    assertThat(remedy).matches("[A-Z].*[^.]").doesNotContain("{", "}");
  }

  @Test
  void everyRow_wasSaidByAHost() throws IOException {
    assertThat(recorded().map(Recorded::row)).containsAll(Arrays.asList(KnownFailure.values()));
  }

  @Test
  void in_knowsNothingOfOtherWords() {
    assertThat(SeenFailure.in("internal error: it does not work")).isEmpty();
    assertThat(SeenFailure.in("Konnte '/x' nicht öffnen: Keine Berechtigung")).isEmpty();
    assertThat(SeenFailure.in("")).isEmpty();
  }

  @Test
  void exception_namesWhatStoodInTheWay() {
    KvmException told = Recorded.of("NETWORK_INACTIVE: network 'lab' is not active").told();

    assertThat(told)
        .isExactlyInstanceOf(ConflictException.class)
        .hasMessage(
            "domain 'web': network 'lab' is not active."
                + " Start the network lab; with autostart, it starts with the host");
    assertThat(told.subject()).isEqualTo(WEB);
    assertThat(told.obstacle()).contains(Subject.of("network", "lab"));
  }

  @Test
  void exception_isAboutWhatWasNotFound_notAboutTheDomain() {
    KvmException told = Recorded.of("NETWORK_MISSING: no network with matching name 'lab'").told();

    assertThat(told)
        .isExactlyInstanceOf(NotFoundException.class)
        .hasMessageStartingWith(
            "network 'lab': domain 'web' needs it: no network with matching name 'lab'. ");
    assertThat(told.subject()).isEqualTo(Subject.of("network", "lab"));
    assertThat(told.obstacle()).isEmpty();
  }

  @Test
  void exception_ofALookUpOfTheThingItself_namesItOnce() {
    Subject lab = Subject.of("network", "lab");
    KvmException told =
        SeenFailure.in("no network with matching name 'lab'")
            .orElseThrow()
            .exception(lab, "it is not there", null);

    assertThat(told).hasMessageStartingWith("network 'lab': it is not there. Define");
    assertThat(told.obstacle()).isEmpty();
  }

  @Test
  void exception_keepsTheTypeThatANumberGave() {
    KvmException told =
        SeenFailure.in("storage pool 'p' containing volume 'v' is not active")
            .orElseThrow()
            .exception(FailureType.UNSUPPORTED, WEB, "it failed", null);

    assertThat(told).isExactlyInstanceOf(UnsupportedException.class);
    assertThat(told.remedy().orElseThrow()).startsWith("Start the pool p;");
  }

  /** QEMU's last words can be long, and hostile guests may have a part in them. */
  @Test
  void in_takesLongTextInItsStride() {
    String text = "Could not open '".repeat(1500) + "Failed to get \"write\" lock".repeat(1500);

    org.junit.jupiter.api.Assertions.assertTimeout(
        Duration.ofSeconds(20), () -> SeenFailure.in(text));
  }
}
