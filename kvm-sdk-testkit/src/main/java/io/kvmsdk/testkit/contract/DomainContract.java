package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.domain.Accelerator;
import io.kvmsdk.domain.AddressSource;
import io.kvmsdk.domain.DiskSource;
import io.kvmsdk.domain.DiskSpec;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.InterfaceSource;
import io.kvmsdk.domain.InterfaceSpec;
import io.kvmsdk.domain.ShutoffReason;
import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.network.NetworkSpec;
import io.kvmsdk.value.ByteSize;
import io.kvmsdk.value.Cidr;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What {@code Domains} and {@code Domain} promise, on any hypervisor. */
public abstract class DomainContract extends HypervisorContract {
  private static final Duration LONG = Duration.ofSeconds(60);

  /** A domain that starts within a second, and needs no disk, network or firmware. */
  private Consumer<DomainSpec.Builder> tiny(String suffix) {
    return d -> d.name(run + suffix).memory(ByteSize.mib(64)).guestAgent(false);
  }

  private Domain defined() {
    return kvm.domains().define(tiny("-a"));
  }

  private Domain running() {
    Domain domain = defined();
    domain.start();
    return domain;
  }

  @Test
  void define_fillsInWhatTheSpecLeavesOpen() {
    Domain domain =
        kvm.domains().define(d -> d.name(run + "-a").memory(ByteSize.mib(64)).network("default"));

    DomainSpec spec = domain.spec();
    assertThat(spec.name()).isEqualTo(run + "-a");
    assertThat(spec.memory()).isEqualTo(ByteSize.mib(64));
    assertThat(spec.vcpus()).isEqualTo(1);
    assertThat(spec.uuid()).contains(domain.uuid());
    assertThat(spec.accelerator()).isNotEqualTo(Accelerator.AUTO);
    assertThat(spec.architecture()).isPresent();
    assertThat(spec.interfaces()).hasSize(1);
    InterfaceSpec nic = spec.interfaces().get(0);
    assertThat(nic.source()).isEqualTo(InterfaceSource.network("default"));
    assertThat(nic.mac()).isPresent();
    assertThat(domain.state()).isEqualTo(DomainState.SHUTOFF);
  }

  @Test
  void define_keepsTheMacAddressAndUuid_whenReadTwice() {
    Domain domain = kvm.domains().define(tiny("-a").andThen(d -> d.network("default")));

    assertThat(domain.spec()).isEqualTo(domain.spec());
    assertThat(kvm.domains().get(run + "-a")).isEqualTo(domain).hasSameHashCodeAs(domain);
  }

  @Test
  void define_isRefused_whenTheNameIsTaken() {
    defined();

    assertThatThrownBy(this::defined)
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessageContaining(run + "-a");
  }

  @Test
  void define_isRefused_whenTheUuidIsTaken() {
    Domain first = defined();

    assertThatThrownBy(() -> kvm.domains().define(tiny("-b").andThen(d -> d.uuid(first.uuid()))))
        .isInstanceOf(AlreadyExistsException.class);
    assertThat(kvm.domains().find(run + "-b")).isEmpty();
  }

  @Test
  void defineXml_redefines_whenTheUuidIsThatOfADomain() {
    Domain domain = kvm.domains().define(tiny("-a").andThen(d -> d.title("before")));

    Domain again = kvm.domains().defineXml(domain.definitionXml().replace(">before<", ">after<"));

    assertThat(again).isEqualTo(domain);
    assertThat(domain.spec().title()).contains("after");
  }

  @Test
  void defineXml_isRefused_whenItIsNoDomain() {
    assertThatThrownBy(() -> kvm.domains().defineXml("<network/>"))
        .isInstanceOf(KvmException.class);
    assertThatThrownBy(() -> kvm.domains().defineXml("<domain")).isInstanceOf(KvmException.class);
  }

  @Test
  void find_getAndList_seeWhatIsThere() {
    assertThat(kvm.domains().find(run + "-a")).isEmpty();
    assertThatThrownBy(() -> kvm.domains().get(run + "-a"))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining(run + "-a");

    Domain domain = defined();

    assertThat(kvm.domains().find(run + "-a")).contains(domain);
    assertThat(kvm.domains().find(domain.uuid())).contains(domain);
    assertThat(kvm.domains().list()).contains(domain);
  }

  @Test
  void spec_readsBackTextOfAllKinds() {
    String text = "a < b & \"c\" > 'd'\nü日 \uD83D\uDE00";

    Domain domain =
        kvm.domains().define(tiny("-a").andThen(d -> d.title("<t&>").description(text)));

    assertThat(domain.spec().title()).contains("<t&>");
    assertThat(domain.spec().description()).contains(text);
  }

  @Test
  void spec_keepsWhatItDoesNotModel() {
    String mark = "<m:mark xmlns:m='https://kvmsdk.example/m'>kept</m:mark>";

    Domain domain =
        kvm.domains()
            .define(tiny("-a").andThen(d -> d.addRawXml("<metadata>" + mark + "</metadata>")));

    assertThat(domain.spec().rawXml()).anyMatch(x -> x.contains("kept"));
    Domain again =
        kvm.domains()
            .define(domain.spec().toBuilder().name(run + "-b").uuid(Optional.empty()).build());
    assertThat(again.definitionXml()).contains("kept");
  }

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

  private void assertConflict(ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(ConflictException.class).hasMessageContaining(run + "-a");
  }

  @Test
  void shutdown_powersTheGuestOff() {
    needs(Capability.GUESTS_THAT_LISTEN);
    Domain domain = kvm.domains().define(listening());
    domain.start();
    awaitSystem(domain);

    domain.shutdown();

    assertThat(domain.waitUntil(DomainState.SHUTOFF, LONG)).isEqualTo(DomainState.SHUTOFF);
  }

  /** A domain whose guest hears a shutdown, where there are such guests. */
  protected Consumer<DomainSpec.Builder> listening() {
    return tiny("-a");
  }

  /** Waits until the guest of {@link #listening} does so. */
  protected void awaitSystem(Domain domain) {}

  @Test
  void undefine_isRefused_whenItRuns() {
    Domain domain = running();

    assertConflict(domain::undefine);
    assertThat(kvm.domains().find(run + "-a")).contains(domain);
    domain.destroy();
    assertThat(domain.state()).isEqualTo(DomainState.SHUTOFF);
  }

  @Test
  void handle_findsNothing_onceTheDomainIsUndefined() {
    Domain domain = defined();
    domain.undefine();

    assertThat(kvm.domains().find(run + "-a")).isEmpty();
    assertThat(kvm.domains().find(domain.uuid())).isEmpty();
    assertThatThrownBy(domain::state).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(domain::start).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(domain::undefine).isInstanceOf(NotFoundException.class);
    assertThat(domain.toString()).contains(run + "-a");
  }

  @Test
  void autostart_isOff_untilSet() {
    Domain domain = defined();
    assertThat(domain.autostart()).isFalse();
    domain.autostart(true);
    assertThat(domain.autostart()).isTrue();
    domain.autostart(false);
    assertThat(domain.autostart()).isFalse();
  }

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
  void undefine_takesAManagedSaveWithIt() {
    Domain domain = running();
    domain.managedSave();
    domain.undefine();

    assertThat(defined().hasManagedSave()).isFalse();
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
  void definition_changesForTheNextBoot_whileItRuns() {
    Domain domain = kvm.domains().define(tiny("-a").andThen(d -> d.title("before")));
    domain.start();

    kvm.domains().defineXml(domain.definitionXml().replace(">before<", ">after<"));

    assertThat(domain.state()).isEqualTo(DomainState.RUNNING);
    assertThat(domain.definitionXml()).contains("after");
    assertThat(domain.xml()).contains("before");
    domain.destroy();
    assertThat(domain.xml()).contains("after");
  }

  @Test
  void listen_isToldEverything_inOrder() {
    try (Events events = new Events(kvm)) {
      Domain domain = running();
      domain.suspend();
      domain.resume();
      domain.destroy();
      domain.undefine();

      List<String> seen = events.until(domain, "UNDEFINED");
      assertThat(seen)
          .containsSubsequence(
              "DEFINED", "STARTED", "SUSPENDED", "RESUMED", "STOPPED", "UNDEFINED");
      needs(Capability.ALL_EVENTS);
      // QEMU may still tell that it was told to quit.
      assertThat(seen)
          .filteredOn(kind -> !kind.equals("SHUTDOWN"))
          .containsExactly(
              "DEFINED", "RESUMED", "STARTED", "SUSPENDED", "RESUMED", "STOPPED", "UNDEFINED");
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
      events.until(running(), "STARTED");
      assertThat(closed.seen()).isEmpty();
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
