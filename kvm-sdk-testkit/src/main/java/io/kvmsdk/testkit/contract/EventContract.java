package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainEvent;
import io.kvmsdk.domain.DomainEvent.Lifecycle.Kind;
import io.kvmsdk.domain.LifecycleDetail;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.event.Registration;
import io.kvmsdk.network.Network;
import io.kvmsdk.network.NetworkEvent;
import io.kvmsdk.network.NetworkSpec;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StoragePoolEvent;
import io.kvmsdk.value.ByteSize;
import io.kvmsdk.value.Cidr;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What listeners are told, on any hypervisor. */
public abstract class EventContract extends HypervisorContract {
  private static final Duration LONG = Duration.ofMinutes(2);

  private Domain defined(String suffix) {
    return kvm.domains().define(d -> d.name(run + suffix).memory(ByteSize.mib(64)));
  }

  private static boolean is(DomainEvent event, Kind kind) {
    return event instanceof DomainEvent.Lifecycle e && e.kind() == kind;
  }

  @Test
  void lifecycle_tellsTheReasonOfEachTurn() {
    Domain domain = defined("-a");
    Heard<DomainEvent> heard = new Heard<>();
    try (Registration listening = domain.listen(Set.of(DomainEvent.Lifecycle.class), heard)) {
      domain.start();
      domain.suspend();
      domain.resume();
      domain.destroy();
      domain.undefine();

      List<DomainEvent> seen = heard.until(e -> is(e, Kind.UNDEFINED));
      assertThat(seen)
          .extracting(e -> ((DomainEvent.Lifecycle) e).detail())
          .containsSubsequence(
              LifecycleDetail.STARTED_BOOTED,
              LifecycleDetail.SUSPENDED_PAUSED,
              LifecycleDetail.RESUMED_UNPAUSED,
              LifecycleDetail.STOPPED_DESTROYED,
              LifecycleDetail.UNDEFINED_REMOVED)
          .allSatisfy(detail -> assertThat(detail).isNotEqualTo(LifecycleDetail.UNKNOWN));
    }
  }

  @Test
  void listen_toOneDomain_isToldOfNoOther() {
    Domain domain = defined("-a");
    Heard<DomainEvent> heard = new Heard<>();
    try (Registration listening = domain.listen(heard)) {
      defined("-b").start();
      domain.start();

      assertThat(heard.until(e -> is(e, Kind.STARTED)))
          .allMatch(e -> ((DomainEvent.OfDomain) e).uuid().equals(domain.uuid()));
    }
  }

  @Test
  void listen_toSomeKinds_isToldOfNoOthers() {
    Heard<DomainEvent> reboots = new Heard<>();
    Heard<DomainEvent> all = new Heard<>();
    try (Registration some = kvm.domains().listen(Set.of(DomainEvent.Reboot.class), reboots);
        Registration every = kvm.domains().listen(all)) {
      Domain domain = defined("-a");
      domain.start();
      all.until(
          e -> is(e, Kind.STARTED) && ((DomainEvent.OfDomain) e).uuid().equals(domain.uuid()));
      DomainEvent last = new DomainEvent.Reboot(domain.uuid(), "the last");
      reboots.accept(last);

      // Guests of others on the host may be reset meanwhile.
      assertThat(reboots.until(last::equals)).allMatch(DomainEvent.Reboot.class::isInstance);
    }
  }

  /** As closures of Groovy and Kotlin do, which know no checked exceptions. */
  @SuppressWarnings("unchecked")
  private static <X extends Throwable> void throwUnchecked(Throwable thrown) throws X {
    throw (X) thrown;
  }

  @Test
  void listen_goesOn_whateverTheListenerThrows() {
    Domain domain = defined("-a");
    Heard<DomainEvent> heard = new Heard<>();
    Consumer<DomainEvent> failing =
        event -> {
          heard.accept(event);
          boolean started = is(event, Kind.STARTED);
          EventContract.<RuntimeException>throwUnchecked(
              started ? new IOException("provoked by a test") : new AssertionError("and this"));
        };
    try (Registration listening = domain.listen(Set.of(DomainEvent.Lifecycle.class), failing)) {
      domain.start();
      domain.suspend();
      domain.destroy();

      assertThat(heard.until(e -> is(e, Kind.STOPPED))).hasSizeGreaterThanOrEqualTo(3);
    }
  }

  @Test
  void waitUntilEvent_givesTheEventThatItsActionCauses() {
    Domain domain = defined("-a");

    DomainEvent.Lifecycle event =
        domain.waitUntilEvent(
            DomainEvent.Lifecycle.class, e -> e.kind() == Kind.STARTED, domain::start, LONG);

    assertThat(event.uuid()).isEqualTo(domain.uuid());
    assertThat(event.name()).isEqualTo(domain.name());
  }

  @Test
  void waitUntilEvent_throwsWhatItsConditionThrows() {
    Domain domain = defined("-a");
    RuntimeException wrong = new IllegalStateException("wrong");

    assertThatThrownBy(
            () ->
                domain.waitUntilEvent(
                    DomainEvent.Lifecycle.class,
                    e -> {
                      throw wrong;
                    },
                    domain::start,
                    LONG))
        .isSameAs(wrong);
  }

  @Test
  void waitUntilEvent_saysWhatWasNotSeen() {
    Domain domain = defined("-a");

    assertThatThrownBy(
            () ->
                domain.waitUntilEvent(
                    DomainEvent.Lifecycle.class,
                    e -> e.kind() == Kind.CRASHED,
                    () -> startAndHear(domain),
                    Duration.ofSeconds(2)))
        .isInstanceOf(TimedOutException.class)
        .hasMessageContaining(run + "-a")
        .hasMessageContaining("Lifecycle")
        .hasMessageContaining("STARTED_BOOTED")
        .hasMessageContaining("last seen RUNNING");
  }

  /** Once that event has come, no more time passes until the others who listen are told. */
  private static void startAndHear(Domain domain) {
    domain.waitUntilEvent(
        DomainEvent.Lifecycle.class, e -> e.kind() == Kind.STARTED, domain::start, LONG);
  }

  @Test
  void waitUntilEvent_whenTheGuestIsGone_saysHowItWent() {
    Domain domain = defined("-a");
    domain.start();

    assertThatThrownBy(
            () ->
                domain.waitUntilEvent(
                    DomainEvent.Reboot.class, e -> true, domain::destroy, Duration.ofMillis(300)))
        .isInstanceOf(TimedOutException.class)
        .hasMessageContaining("No such event came")
        .hasMessageContaining("last seen SHUTOFF (DESTROYED)");
  }

  @Test
  void devices_areToldOf_asTheyComeAndGo() {
    needs(Capability.HOTPLUG);
    Domain domain =
        kvm.domains()
            .define(
                d ->
                    d.name(run + "-a")
                        .memory(ByteSize.mib(64))
                        .addRawDevice("<controller type='usb' model='qemu-xhci'/>"));
    domain.start();
    Heard<DomainEvent> heard = new Heard<>();
    try (Registration listening =
        domain.listen(
            Set.of(DomainEvent.DeviceAdded.class, DomainEvent.DeviceRemoved.class), heard)) {
      String pen = "<input type='tablet' bus='usb'><alias name='ua-pen'/></input>";
      domain.attachDevice(pen);
      domain.detachDevice(pen);

      assertThat(heard.until(DomainEvent.DeviceRemoved.class::isInstance))
          .containsExactly(
              new DomainEvent.DeviceAdded(domain.uuid(), domain.name(), "ua-pen"),
              new DomainEvent.DeviceRemoved(domain.uuid(), domain.name(), "ua-pen"));
    }
  }

  @Test
  void metadata_isToldOf_asItChanges() {
    needs(Capability.HOTPLUG);
    Domain domain = defined("-a");
    domain.start();
    Heard<DomainEvent> heard = new Heard<>();
    try (Registration listening = domain.listen(Set.of(DomainEvent.MetadataChange.class), heard)) {
      domain.title("ü");
      domain.description("a guest");
      domain.metadata("urn:kvmsdk", "<a/>");

      assertThat(heard.until(e -> type(e) == DomainEvent.MetadataChange.Type.ELEMENT))
          .extracting(EventContract::type)
          .contains(
              DomainEvent.MetadataChange.Type.TITLE, DomainEvent.MetadataChange.Type.DESCRIPTION)
          .doesNotContain(DomainEvent.MetadataChange.Type.UNKNOWN);
    }
  }

  private static DomainEvent.MetadataChange.Type type(DomainEvent event) {
    return ((DomainEvent.MetadataChange) event).type();
  }

  @Test
  void jobs_tellThatTheyAreDone() {
    needs(Capability.JOBS);
    Domain domain = defined("-a");
    domain.start();

    DomainEvent.JobCompleted done =
        domain.waitUntilEvent(DomainEvent.JobCompleted.class, e -> true, domain::managedSave, LONG);

    assertThat(done.uuid()).isEqualTo(domain.uuid());
    assertThat(done.statistics()).containsKeys("time_elapsed", "memory_total");
  }

  @Test
  void networks_tellOfTheirLife() {
    Heard<NetworkEvent> heard = new Heard<>();
    try (Registration listening = kvm.networks().listen(heard)) {
      Network network =
          kvm.networks().define(NetworkSpec.isolated(run + "-n", Cidr.of("192.168.231.1/24")));
      network.start();
      network.destroy();
      network.undefine();

      assertThat(
              heard.until(e -> ofRun(e) && kind(e).equals(NetworkEvent.Lifecycle.Kind.UNDEFINED)))
          .filteredOn(this::ofRun)
          .extracting(EventContract::kind)
          .containsExactly(
              NetworkEvent.Lifecycle.Kind.DEFINED,
              NetworkEvent.Lifecycle.Kind.STARTED,
              NetworkEvent.Lifecycle.Kind.STOPPED,
              NetworkEvent.Lifecycle.Kind.UNDEFINED);
    }
  }

  private boolean ofRun(NetworkEvent event) {
    return event instanceof NetworkEvent.Lifecycle e && e.name().startsWith(run);
  }

  private static NetworkEvent.Lifecycle.Kind kind(NetworkEvent event) {
    return ((NetworkEvent.Lifecycle) event).kind();
  }

  @Test
  void pools_tellOfTheirLife_andOfBeingRefreshed() {
    Heard<StoragePoolEvent> heard = new Heard<>();
    try (Registration listening = kvm.storagePools().listen(heard)) {
      StoragePool pool = kvm.storagePools().define(p -> p.name(run + "-p").target(poolFolder(run)));
      pool.build();
      pool.start();
      pool.refresh();
      pool.destroy();
      pool.delete();
      pool.undefine();

      // Others who look at the whole host refresh its pools as well.
      assertThat(heard.until(e -> word(e).equals("UNDEFINED")).stream().map(this::word).distinct())
          .filteredOn(word -> !word.isEmpty())
          .containsExactly(
              "DEFINED", "CREATED", "STARTED", "refreshed", "STOPPED", "DELETED", "UNDEFINED");
    }
  }

  /** What an event of this run's pool says; empty for another's. */
  private String word(StoragePoolEvent event) {
    if (event instanceof StoragePoolEvent.Lifecycle e && e.name().startsWith(run)) {
      return e.kind().name();
    }
    return event instanceof StoragePoolEvent.Refreshed e && e.name().startsWith(run)
        ? "refreshed"
        : "";
  }
}
