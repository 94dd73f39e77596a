package io.kvmsdk.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.domain.DiskSpec;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainEvent;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.WatchdogAction;
import io.kvmsdk.value.ByteSize;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the guests of a fake host do of their own accord, beyond the contract's. */
class FakeActsTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private FakeHypervisor kvm;

  @BeforeEach
  void create() {
    kvm = FakeHypervisor.create();
    kvm.storagePools().get("default").create(v -> v.name("disk").capacity(ByteSize.mib(8)));
  }

  @AfterEach
  void close() {
    kvm.close();
  }

  private Domain started(WatchdogAction action, DiskSpec disk) {
    Domain domain =
        kvm.domains()
            .define(
                d ->
                    d.name("web")
                        .memory(ByteSize.mib(64))
                        .disks(List.of(disk))
                        .addRawDevice("<watchdog action='" + action.libvirtName() + "'/>"));
    domain.start();
    return domain;
  }

  private static DiskSpec disk() {
    return DiskSpec.builder().volume("default", "disk").target("vda").build();
  }

  @ParameterizedTest
  @CsvSource({
    "NONE, NONE, RUNNING",
    "INJECT_NMI, INJECT_NMI, RUNNING",
    "POWEROFF, POWEROFF, SHUTOFF",
    "RESET, RESET, RUNNING",
    "PAUSE, PAUSE, PAUSED"
  })
  void watchdog_doesWhatItIsToldTo(
      WatchdogAction action, DomainEvent.Watchdog.Action told, DomainState then) {
    Domain domain = started(action, disk());

    DomainEvent.Watchdog event =
        domain.waitUntilEvent(
            DomainEvent.Watchdog.class, e -> true, kvm.acts("web")::neglectWatchdog, HOUR);

    assertThat(event.action()).isEqualTo(told);
    assertThat(domain.state()).isEqualTo(then);
  }

  @Test
  void guestThatIsPaused_doesNothing() {
    Domain domain = started(WatchdogAction.POWEROFF, disk());
    domain.suspend();

    kvm.acts("web").neglectWatchdog();
    kvm.acts("web").hibernate();

    assertThat(domain.state()).isEqualTo(DomainState.PAUSED);
  }

  @Test
  void guest_goesOn_whereItsDiskFailsForOtherReasonsThanRoom() {
    Domain domain = started(WatchdogAction.NONE, disk());
    kvm.failOn(Operation.GUEST_WRITE, Fault.internalError());

    DomainEvent.IoError error =
        domain.waitUntilEvent(
            DomainEvent.IoError.class,
            e -> true,
            () -> kvm.acts("web").write("vda", ByteSize.ZERO),
            HOUR);

    assertThat(error.action()).isEqualTo(DomainEvent.IoError.Action.REPORT);
    assertThat(error.reason()).isEmpty();
    assertThat(domain.state()).isEqualTo(DomainState.RUNNING);
  }
}
