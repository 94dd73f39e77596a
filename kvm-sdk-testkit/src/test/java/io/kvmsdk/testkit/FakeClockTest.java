package io.kvmsdk.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainEvent;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.event.Registration;
import io.kvmsdk.value.ByteSize;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FakeClockTest {
  private final FakeHypervisor kvm = FakeHypervisor.create();
  private final Domain domain =
      kvm.domains().define(d -> d.name("kvmsdk-web").memory(ByteSize.gib(1)));

  @AfterEach
  void close() {
    kvm.close();
  }

  @Test
  void time_standsStill_whileAListenerDealsWithAnEvent() {
    CountDownLatch never = new CountDownLatch(1);

    try (Registration slow = onStart(d -> within(Duration.ofMillis(200), never), Domain::destroy)) {
      domain.start();
      domain.waitUntil(DomainState.SHUTOFF, Duration.ofSeconds(1));
    }

    assertThat(kvm.clock().elapsed()).isZero();
  }

  @Test
  void time_passes_whileAListenerWaits() {
    try (Registration waiting = onStart(FakeClockTest::restTenMinutes, Domain::destroy)) {
      domain.start();
      domain.waitUntil(DomainState.SHUTOFF, Duration.ofHours(1));
    }

    assertThat(kvm.clock().elapsed()).isEqualTo(Duration.ofMinutes(10));
  }

  private static void restTenMinutes(Domain started) {
    assertThatThrownBy(() -> started.waitUntil(DomainState.PAUSED, Duration.ofMinutes(10)))
        .isInstanceOf(TimedOutException.class);
  }

  private Registration onStart(Consumer<Domain> first, Consumer<Domain> then) {
    return kvm.domains()
        .listen(
            event -> {
              if (event instanceof DomainEvent.Lifecycle e
                  && e.kind() == DomainEvent.Lifecycle.Kind.STARTED) {
                first.andThen(then).accept(kvm.domains().get(e.name()));
              }
            });
  }

  private static void within(Duration time, CountDownLatch latch) {
    try {
      latch.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
