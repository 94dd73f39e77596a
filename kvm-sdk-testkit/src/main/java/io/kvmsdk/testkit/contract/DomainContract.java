package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.domain.AddressSource;
import io.kvmsdk.domain.DiskSource;
import io.kvmsdk.domain.DiskSpec;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainInfo;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.ShutoffReason;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.network.NetworkSpec;
import io.kvmsdk.value.ByteSize;
import io.kvmsdk.value.Cidr;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What {@code Domain} promises about its life, on any hypervisor. */
public abstract class DomainContract extends DomainSpecContract {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

  @Test
  void lifeCycle_goesThroughItsStates() {
    Domain domain = defined();
    domain.start();
    assertThat(domain.state()).isEqualTo(DomainState.RUNNING);
    domain.suspend();
    assertThat(domain.state()).isEqualTo(DomainState.PAUSED);
    domain.resume();
    assertThat(domain.state()).isEqualTo(DomainState.RUNNING);
    assertThat(domain.shutoffReason()).isEmpty();
    domain.destroy();
    assertThat(domain.state()).isEqualTo(DomainState.SHUTOFF);
    assertThat(domain.shutoffReason()).contains(ShutoffReason.DESTROYED);
    domain.start();
    assertThat(domain.state()).isEqualTo(DomainState.RUNNING);
  }

  @Test
  void info_tellsStateMemoryAndProcessors() {
    Domain domain = kvm.domains().define(tiny("-a").andThen(d -> d.vcpus(2)));

    DomainInfo off = domain.info();
    assertThat(off.state()).isEqualTo(DomainState.SHUTOFF);
    assertThat(off.maxMemory()).isEqualTo(ByteSize.mib(64));
    assertThat(off.memory()).isEqualTo(ByteSize.mib(64));
    assertThat(off.vcpus()).isEqualTo(2);
    domain.start();
    assertThat(domain.info().state()).isEqualTo(DomainState.RUNNING);
  }

  @Test
  void start_isRefused_whenItRuns() {
    assertConflict(running()::start);
  }

  @Test
  void whatNeedsARunningDomain_isRefused_whenItIsOff() {
    Domain domain = defined();

    assertConflict(domain::destroy);
    assertConflict(domain::reboot);
    assertConflict(() -> domain.addresses(AddressSource.LEASE));
    needs(Capability.STATE_CHECKS);
    assertConflict(domain::shutdown);
    assertConflict(domain::suspend);
    assertConflict(domain::resume);
  }

  @Test
  void resume_isRefused_whenItIsNotPaused() {
    needs(Capability.STATE_CHECKS);
    assertConflict(running()::resume);
  }

  @Test
  void shutdown_isRefused_whenItIsPaused() {
    needs(Capability.STATE_CHECKS);
    Domain domain = running();
    domain.suspend();

    assertConflict(domain::shutdown);
    assertConflict(domain::start);
    domain.suspend();
    assertThat(domain.state()).isEqualTo(DomainState.PAUSED);
  }

  @Test
  void shutdown_powersTheGuestOff() {
    needs(Capability.GUESTS_THAT_LISTEN);
    Domain domain = kvm.domains().define(listening());
    domain.start();
    awaitSystem(domain);

    domain.shutdown();

    assertThat(domain.waitUntil(DomainState.SHUTOFF, FOR_EVER)).isEqualTo(DomainState.SHUTOFF);
  }

  /** A domain whose guest hears a shutdown, where there are such guests. */
  protected Consumer<DomainSpec.Builder> listening() {
    return tiny("-a");
  }

  /** Waits until the guest of {@link #listening} does so. */
  protected void awaitSystem(Domain domain) {}

  @Test
  void managedSave_endsTheDomain_andStartGoesOn() {
    Domain domain = running();
    domain.suspend();

    domain.managedSave();

    assertThat(domain.state()).isEqualTo(DomainState.SHUTOFF);
    assertThat(domain.hasManagedSave()).isTrue();
    needs(Capability.STATE_CHECKS);
    assertThat(domain.shutoffReason()).contains(ShutoffReason.SAVED);
    domain.start();
    assertThat(domain.hasManagedSave()).isFalse();
    assertThat(domain.state()).isEqualTo(DomainState.PAUSED);
  }

  @Test
  void managedSaveRemove_makesTheNextStartABoot() {
    Domain domain = running();
    domain.suspend();
    domain.managedSave();

    domain.managedSaveRemove();
    domain.managedSaveRemove();

    assertThat(domain.hasManagedSave()).isFalse();
    domain.start();
    assertThat(domain.state()).isEqualTo(DomainState.RUNNING);
  }

  @Test
  void managedSave_isRefused_whenItIsOff() {
    Domain domain = defined();

    assertConflict(domain::managedSave);
    assertThat(domain.hasManagedSave()).isFalse();
  }

  @Test
  void addresses_areRefused_whenItIsOff() {
    assertConflict(() -> defined().addresses());
  }

  @Test
  void addresses_areNone_whenNobodyKnowsAny() {
    assertThat(running().addresses()).isEmpty();
  }

  @Test
  void listen_isToldOfALife_inOrder() {
    assertThat(eventsOfALife())
        .containsSubsequence("DEFINED", "STARTED", "SUSPENDED", "RESUMED", "STOPPED", "UNDEFINED");
  }

  @Test
  void listen_isToldEverything_inOrder() {
    needs(Capability.ALL_EVENTS);
    // QEMU may still tell that it was told to quit.
    assertThat(eventsOfALife())
        .filteredOn(kind -> !kind.equals("SHUTDOWN"))
        .containsExactly(
            "DEFINED", "RESUMED", "STARTED", "SUSPENDED", "RESUMED", "STOPPED", "UNDEFINED");
  }

  private List<String> eventsOfALife() {
    try (Events events = new Events(kvm)) {
      Domain domain = running();
      domain.suspend();
      domain.resume();
      domain.destroy();
      domain.undefine();
      return events.until(domain, "UNDEFINED");
    }
  }

  @Test
  void listen_tellsOtherListeners_whenOneFails() {
    try (Events events = new Events(kvm);
        var failing =
            kvm.domains()
                .listen(
                    e -> {
                      throw new IllegalStateException("a listener that fails");
                    })) {
      Domain domain = running();
      assertThat(failing).isNotNull();
      assertThat(events.until(domain, "STARTED")).startsWith("DEFINED");
    }
  }

  @Test
  void listen_isToldNothing_onceClosed() {
    Events closed = new Events(kvm);
    closed.close();
    try (Events events = new Events(kvm)) {
      Domain domain = running();
      events.until(domain, "STARTED");
      assertThat(closed.seen(domain)).isEmpty();
    }
  }

  @Test
  void waitUntil_tellsWhatItSaw_whenTimeIsUp() {
    Domain domain = running();

    assertThatThrownBy(() -> domain.waitUntil(DomainState.SHUTOFF, Duration.ofMillis(300)))
        .isInstanceOf(TimedOutException.class)
        .hasMessageContaining(run + "-a")
        .hasMessageContaining("SHUTOFF")
        .hasMessageContaining("last seen RUNNING");
  }

  @Test
  void waitUntilAddress_isGivenUp_whenTheDomainIsOff() {
    Domain domain = defined();

    assertThatThrownBy(() -> domain.waitUntilAddress(LONG))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("SHUTOFF");
  }

  @Test
  void start_namesTheImage_whenItIsMissing() {
    needs(Capability.START_CHECKS);
    String path = "/nonexistent/" + run + ".qcow2";
    Domain domain =
        kvm.domains()
            .define(tiny("-a").andThen(d -> d.addDisk(DiskSpec.cdrom(DiskSource.file(path)))));

    assertThatThrownBy(domain::start).isInstanceOf(KvmException.class).hasMessageContaining(path);
    assertThat(domain.state()).isEqualTo(DomainState.SHUTOFF);
  }

  @Test
  void start_namesTheNetwork_whenItIsNotActive() {
    needs(Capability.START_CHECKS);
    kvm.networks().define(NetworkSpec.isolated(run + "-n", Cidr.of("192.168.233.1/24")));
    Domain domain = kvm.domains().define(tiny("-a").andThen(d -> d.network(run + "-n")));

    assertThatThrownBy(domain::start)
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining(run + "-n");
    assertThat(domain.state()).isEqualTo(DomainState.SHUTOFF);
  }

  @Test
  void start_namesTheNetwork_whenThereIsNone() {
    needs(Capability.START_CHECKS);
    Domain domain = kvm.domains().define(tiny("-a").andThen(d -> d.network(run + "-n")));

    assertThatThrownBy(domain::start)
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining(run + "-n");
  }
}
