package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.Subject;
import io.kvmsdk.libvirt.LibvirtException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How often a start is tried that fails; what real daemons do is QemuLastWordsTest's. */
class EmulatorStartTest {
  private static final String CLOSED = "internal error: qemu unexpectedly closed the monitor";
  private static final String SAID = CLOSED + ": no such tuba";

  private final Deque<String> failures = new ArrayDeque<>();

  private String start() {
    if (failures.isEmpty()) {
      return "running";
    }
    Subject subject = Subject.of("domain", "web");
    throw new LibvirtException(subject, ErrorCode.INTERNAL_ERROR, 10, 2, 0, failures.remove());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        CLOSED,
        "internal error: process exited while connecting to monitor",
        "internal error: QEMU unexpectedly closed the monitor (vm='web')"
      })
  void heard_triesAgain_whenNothingWasSaid(String silence) {
    failures.addAll(List.of(silence, SAID, SAID));

    assertThatThrownBy(() -> EmulatorStart.heard(this::start)).hasMessageContaining("tuba");
    assertThat(failures).hasSize(1);
  }

  @Test
  void heard_givesWhatTheNextTryGives() {
    failures.add(CLOSED);

    assertThat(EmulatorStart.heard(this::start)).isEqualTo("running");
  }

  @Test
  void heard_tellsOfSilence_whenThatStays() {
    failures.addAll(List.of(CLOSED, CLOSED, CLOSED, CLOSED));

    assertThatThrownBy(() -> EmulatorStart.heard(this::start)).hasMessageContaining(CLOSED);
    assertThat(failures).hasSize(1);
  }

  @Test
  void heard_doesNotTryAgain_whenTheFailureIsAnother() {
    failures.addAll(List.of("internal error: no such thing", SAID));

    assertThatThrownBy(() -> EmulatorStart.heard(this::start)).hasMessageContaining("no such");
    assertThat(failures).hasSize(1);
  }
}
