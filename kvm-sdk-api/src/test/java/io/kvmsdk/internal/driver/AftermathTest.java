package io.kvmsdk.internal.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AftermathTest {
  private final RuntimeException failure = new IllegalStateException("the failure");

  @AfterEach
  void clearTheFlag() {
    Thread.interrupted();
  }

  @Test
  void interrupt_isNotSeenByTheStep_andStays() {
    List<Boolean> seen = new ArrayList<>();
    Thread.currentThread().interrupt();

    Aftermath.of(failure, () -> seen.add(Thread.currentThread().isInterrupted()));

    assertThat(seen).containsExactly(false);
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
    assertThat(failure).hasNoSuppressedExceptions();
  }

  @Test
  void failureOfAStep_isToldByTheFirst_andTheInterruptStays() {
    RuntimeException second = new IllegalStateException("the step's");
    Thread.currentThread().interrupt();

    Aftermath.of(
        failure,
        () -> {
          throw second;
        });

    assertThat(failure).hasSuppressedException(second);
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
  }
}
