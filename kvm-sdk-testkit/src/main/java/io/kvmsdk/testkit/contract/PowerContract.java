package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainEvent;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.ShutdownMode;
import io.kvmsdk.domain.StartOption;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.value.ByteSize;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What {@code Domain} promises of how it is turned on, off and on again, on any hypervisor. */
public abstract class PowerContract extends HypervisorContract {
  protected static final Duration LONG = Duration.ofMinutes(2);

  /** A domain that starts within a second and pays no heed to its power button. */
  protected Domain guest() {
    return kvm.domains().define(d -> d.name(run).memory(ByteSize.mib(64)).guestAgent(false));
  }

  @Test
  void start_leavesItPaused_whenAskedTo() {
    needs(Capability.POWER_OPTIONS);
    Domain domain = guest();

    domain.waitUntilEvent(
        DomainEvent.Lifecycle.class,
        event -> event.kind() == DomainEvent.Lifecycle.Kind.SUSPENDED,
        () -> domain.start(StartOption.PAUSED, StartOption.BYPASS_CACHE),
        LONG);

    assertThat(domain.state()).isEqualTo(DomainState.PAUSED);
    domain.resume();
    assertThat(domain.state()).isEqualTo(DomainState.RUNNING);
    assertThatThrownBy(() -> domain.start(StartOption.PAUSED))
        .isInstanceOf(ConflictException.class);
  }

  @Test
  void id_isThereWhileItRuns_andAnotherTheNextTime() {
    Domain domain = guest();
    assertThat(domain.id()).isEmpty();
    domain.start();
    OptionalInt first = domain.id();
    domain.destroy();
    domain.start();

    assertThat(first).isPresent();
    assertThat(domain.id()).isPresent().isNotEqualTo(first);
  }

  @Test
  void start_goesOnFromTheManagedSave_pausedOrNot() {
    needs(Capability.POWER_OPTIONS);
    Domain domain = guest();
    domain.start();
    domain.managedSave();

    domain.start(StartOption.PAUSED, StartOption.BYPASS_CACHE);

    assertThat(domain.hasManagedSave()).isFalse();
    assertThat(domain.state()).isEqualTo(DomainState.PAUSED);
  }

  @Test
  void start_boots_whenItIsForcedTo_andTheManagedSaveIsGone() {
    needs(Capability.POWER_OPTIONS);
    Domain domain = guest();
    domain.start();
    domain.suspend();
    domain.managedSave();

    domain.start(StartOption.FORCE_BOOT);

    assertThat(domain.state()).as("not as it was saved").isEqualTo(DomainState.RUNNING);
    assertThat(domain.hasManagedSave()).isFalse();
  }

  @Test
  void reset_isARebootThatNobodyIsAskedFor() {
    needs(Capability.POWER_OPTIONS);
    Domain domain = guest();
    assertThatThrownBy(domain::reset).isInstanceOf(ConflictException.class);
    domain.start();

    domain.waitUntilEvent(DomainEvent.Reboot.class, event -> true, domain::reset, LONG);

    assertThat(domain.state()).isEqualTo(DomainState.RUNNING);
    domain.suspend();
    domain.reset();
    assertThat(domain.state()).isEqualTo(DomainState.PAUSED);
  }

  @Test
  void powerButton_isPressed_orTheAgentAsked_asSaid() {
    needs(Capability.POWER_OPTIONS);
    Domain domain = guest();
    assertThatThrownBy(() -> domain.shutdown(ShutdownMode.ACPI))
        .isInstanceOf(ConflictException.class);
    domain.start();

    domain.shutdown(ShutdownMode.ACPI);
    domain.reboot(ShutdownMode.ACPI);
    domain.shutdown(ShutdownMode.ACPI, ShutdownMode.GUEST_AGENT);
    assertThatThrownBy(() -> domain.shutdown(ShutdownMode.GUEST_AGENT))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("agent");
    assertThatThrownBy(() -> domain.reboot(ShutdownMode.GUEST_AGENT))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("agent");

    assertThat(domain.state()).as("it hears neither").isEqualTo(DomainState.RUNNING);
  }
}
