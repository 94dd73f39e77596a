package io.kvmsdk.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.domain.AddressSource;
import io.kvmsdk.domain.DiskDevice;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainDevices;
import io.kvmsdk.domain.DomainEvent;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.InterfaceAddress;
import io.kvmsdk.domain.LifecycleAction;
import io.kvmsdk.domain.Screenshot;
import io.kvmsdk.domain.SuspendTarget;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.storage.BackingStore;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import io.kvmsdk.value.Cidr;
import io.kvmsdk.value.MacAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What scripted guests do, and when. */
class FakeGuestTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private FakeHypervisor kvm;

  @BeforeEach
  void create() {
    kvm = FakeHypervisor.create();
    StoragePool pool = kvm.storagePools().get("default");
    pool.create(v -> v.name("disk").capacity(ByteSize.gib(10)));
    pool.create(v -> v.name("iso").capacity(ByteSize.mib(1)).format(VolumeFormat.RAW));
  }

  @AfterEach
  void close() {
    kvm.close();
  }

  private Domain define(Consumer<DomainSpec.Builder> more) {
    Consumer<DomainSpec.Builder> spec =
        d -> d.name("web").memory(ByteSize.gib(2)).network("default");
    return kvm.domains()
        .define(spec.andThen(d -> d.disk(k -> k.volume("default", "disk"))).andThen(more));
  }

  private Domain withInstaller(Consumer<DomainSpec.Builder> more) {
    return define(
        more.andThen(
            d ->
                d.disk(
                    k ->
                        k.device(DiskDevice.CDROM)
                            .volume("default", "iso")
                            .format(VolumeFormat.RAW)
                            .bootOrder(1))));
  }

  private Domain installed() {
    Domain installer = withInstaller(d -> {});
    installer.start();
    installer.waitUntil(DomainState.SHUTOFF, HOUR);
    installer.undefine();
    return define(d -> {});
  }

  private void script(FakeGuest.Builder guest) {
    kvm.guest("web", guest.build());
  }

  @Test
  void installer_fillsTheDisk_andPowersOff() {
    StorageVolume disk = kvm.storagePools().get("default").get("disk");
    ByteSize before = disk.info().allocation();
    Domain domain = withInstaller(d -> {});
    script(FakeGuest.builder().installTime(Duration.ofMinutes(7)));

    domain.start();
    domain.waitUntil(DomainState.SHUTOFF, HOUR);

    assertThat(kvm.clock().elapsed()).isEqualTo(Duration.ofMinutes(7));
    assertThat(disk.info().allocation()).isGreaterThan(before);
    assertThat(disk.info().capacity()).isEqualTo(ByteSize.gib(10));
  }

  @Test
  void installer_thatReboots_isBootedAgainOrStopped_asTheDomainSays() {
    script(FakeGuest.builder().installEnd(FakeGuest.InstallEnd.REBOOT));
    Domain again = withInstaller(d -> {});
    again.start();
    kvm.clock().advance(Duration.ofMinutes(6));
    assertThat(again.state()).isEqualTo(DomainState.RUNNING);
    again.destroy();
    again.undefine();

    Domain once = withInstaller(d -> d.onReboot(LifecycleAction.DESTROY));
    once.start();
    kvm.clock().advance(Duration.ofMinutes(6));
    assertThat(once.state()).isEqualTo(DomainState.SHUTOFF);
  }

  @Test
  void installer_thatHangs_isWaitedForInVain() {
    script(FakeGuest.builder().installEnd(FakeGuest.InstallEnd.HANG));
    Domain domain = withInstaller(d -> {});
    domain.start();

    assertThatThrownBy(() -> domain.waitUntil(DomainState.SHUTOFF, HOUR))
        .isInstanceOf(TimedOutException.class);
    assertThat(kvm.clock().elapsed()).isEqualTo(HOUR);
  }

  @Test
  void installer_thatCrashes_leavesNothingToBoot() {
    script(FakeGuest.builder().installEnd(FakeGuest.InstallEnd.CRASH));
    Domain domain = withInstaller(d -> d.onCrash(LifecycleAction.PRESERVE));
    domain.start();
    assertThat(domain.waitUntil(DomainState.CRASHED, HOUR)).isEqualTo(DomainState.CRASHED);
    domain.destroy();
    domain.undefine();

    Domain next = define(d -> {});
    next.start();
    assertThatThrownBy(() -> next.waitUntilAddress(Duration.ofMinutes(1)))
        .isInstanceOf(TimedOutException.class);
  }

  @Test
  void installedGuest_takesALease_andAnswersAsAnAgent() {
    Domain domain = installed();
    domain.start();

    assertThatThrownBy(() -> domain.addresses(AddressSource.AGENT))
        .isInstanceOf(ConflictException.class);
    InetAddress address = domain.waitUntilAddress(HOUR);
    kvm.clock().advance(Duration.ofMinutes(1));
    assertThat(domain.addresses(AddressSource.AGENT))
        .extracting(InterfaceAddress::ip)
        .containsExactly(Cidr.of("127.0.0.1/8"), new Cidr(address, 24));
    assertThat(domain.leases())
        .singleElement()
        .satisfies(l -> assertThat(l.ip().address()).isEqualTo(address))
        .satisfies(l -> assertThat(l.hostname()).contains("web"));
  }

  @Test
  void installedGuest_powersOff_whenAskedTo() {
    Domain domain = installed();
    domain.start();
    domain.shutdown();
    assertThat(domain.state()).isEqualTo(DomainState.RUNNING);
    domain.waitUntil(DomainState.SHUTOFF, Duration.ofSeconds(4));
  }

  @Test
  void installedGuest_reboots_whenItsAgentIsAskedTo() {
    Domain domain = installed();
    domain.start();
    kvm.clock().advance(Duration.ofMinutes(1));

    domain.waitUntilEvent(DomainEvent.Reboot.class, e -> true, domain.agent()::reboot, HOUR);

    assertThat(domain.state()).isEqualTo(DomainState.RUNNING);
  }

  @Test
  void installedGuest_doesNothing_whileItIsPaused() {
    Domain domain = installed();
    domain.start();
    domain.suspend();
    kvm.clock().advance(HOUR);
    assertThat(domain.leases()).isEmpty();

    domain.resume();
    domain.waitUntilAddress(Duration.ofSeconds(8));
  }

  @Test
  void guestThatTakesNoLease_isFoundByItsAgent() {
    script(FakeGuest.builder().noLease().address(Cidr.of("10.0.0.7/24")));
    Domain domain = installed();
    domain.start();

    assertThat(domain.waitUntilAddress(HOUR).getHostAddress()).isEqualTo("10.0.0.7");
  }

  @Test
  void guestThatNeverShutsDown_isWaitedForInVain() {
    script(FakeGuest.builder().neverShutsDown());
    Domain domain = installed();
    domain.start();
    domain.shutdown();

    assertThatThrownBy(() -> domain.waitUntil(DomainState.SHUTOFF, HOUR))
        .isInstanceOf(TimedOutException.class);
  }

  @Test
  void guestThatKeepsItsDevices_isWaitedForInVain() {
    script(FakeGuest.builder().keepsDevices());
    Domain domain = installed();
    domain.start();
    MacAddress mac = domain.spec().interfaces().get(0).mac().orElseThrow();

    assertThatThrownBy(() -> domain.detachInterface(mac)).isInstanceOf(TimedOutException.class);
    assertThat(domain.xml()).contains(mac.text());
    assertThat(kvm.clock().elapsed()).isGreaterThanOrEqualTo(DomainDevices.RELEASE_TIME);

    kvm.guest("web", FakeGuest.builder().build());
    domain.destroy();
    domain.start();
    domain.detachInterface(mac);
    assertThat(domain.xml()).doesNotContain(mac.text());
  }

  @Test
  void guestThatKeepsItsProcessors_isWaitedForInVain() {
    script(FakeGuest.builder().keepsDevices());
    Domain domain = define(d -> d.vcpus(4));
    domain.start();

    assertThatThrownBy(() -> domain.vcpus(2))
        .isInstanceOf(TimedOutException.class)
        .hasMessageContaining("still has 4");
    assertThat(domain.info().vcpus()).isEqualTo(4);
    assertThat(domain.spec().vcpus()).isEqualTo(4);
    assertThat(kvm.clock().elapsed()).isGreaterThanOrEqualTo(DomainDevices.RELEASE_TIME);
  }

  @Test
  void agent_sendsItsGuestToSleep() {
    Domain domain = installed();
    domain.start();
    domain.agent().waitUntilReady(HOUR);

    domain.agent().suspend(SuspendTarget.MEMORY);
    assertThat(domain.state()).isEqualTo(DomainState.PMSUSPENDED);
    domain.pmWakeup();
    domain.agent().suspend(SuspendTarget.DISK);
    assertThat(domain.state()).isEqualTo(DomainState.SHUTOFF);
  }

  @Test
  void guestThatRefusesToLetGo_isNotWaitedFor() {
    script(FakeGuest.builder().refusesDevices());
    Domain domain = installed();
    domain.start();
    MacAddress mac = domain.spec().interfaces().get(0).mac().orElseThrow();

    DomainEvent.DeviceRemovalFailed kept =
        domain.waitUntilEvent(
            DomainEvent.DeviceRemovalFailed.class,
            e -> true,
            () ->
                assertThatThrownBy(() -> domain.detachInterface(mac))
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContaining("rejected"),
            HOUR);

    assertThat(kept.alias()).contains(mac.text());
    assertThat(domain.xml()).contains(mac.text());
    assertThat(domain.definitionXml()).contains(mac.text());
  }

  @Test
  void guestThatRefusesLate_isNotWaitedForAnyLonger() {
    script(FakeGuest.builder().refusesDevices(Duration.ofSeconds(8)));
    Domain domain = installed();
    domain.start();
    MacAddress mac = domain.spec().interfaces().get(0).mac().orElseThrow();
    Duration before = kvm.clock().elapsed();

    assertThatThrownBy(() -> domain.detachInterface(mac))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("rejected")
        .hasMessageContaining(mac.text());

    assertThat(kvm.clock().elapsed().minus(before))
        .isBetween(Duration.ofSeconds(8), Duration.ofSeconds(9));
    assertThat(domain.xml()).contains(mac.text());
    assertThat(domain.definitionXml()).contains(mac.text());
  }

  @Test
  void guest_takesItsTime() {
    script(
        FakeGuest.builder()
            .leaseAfter(Duration.ofSeconds(20))
            .agentAfter(Duration.ofSeconds(40))
            .shutdownTime(Duration.ofSeconds(60)));
    Domain domain = installed();
    Duration start = kvm.clock().elapsed();
    domain.start();

    domain.waitUntilAddress(HOUR);
    assertThat(kvm.clock().elapsed().minus(start)).isBetween(seconds(20), seconds(21));
    kvm.clock().advance(seconds(15));
    assertThatThrownBy(() -> domain.agent().hostname()).isInstanceOf(ConflictException.class);
    kvm.clock().advance(seconds(5));
    assertThat(domain.agent().hostname()).isEqualTo("web");
    domain.shutdown();
    kvm.clock().advance(seconds(59));
    assertThat(domain.state()).isEqualTo(DomainState.RUNNING);
    kvm.clock().advance(seconds(1));
    assertThat(domain.state()).isEqualTo(DomainState.SHUTOFF);
  }

  private static Duration seconds(int number) {
    return Duration.ofSeconds(number);
  }

  @Test
  void screen_showsWhatTheScriptSays() {
    byte[] red = {'P', '6', '\n', '1', ' ', '1', '\n', '2', '5', '5', '\n', (byte) 255, 0, 0};
    script(FakeGuest.builder().screen(Screenshot.of(Screenshot.PPM, red)));
    Domain domain = installed();
    domain.start();

    assertThat(domain.screenshot().content()).isEqualTo(red);
  }

  @Test
  void guestThatCrashes_isOff() {
    Domain domain = installed();
    script(FakeGuest.builder().crashAfter(Duration.ofSeconds(2)));
    domain.start();
    domain.waitUntil(DomainState.SHUTOFF, Duration.ofSeconds(2));
  }

  @Test
  void overlayOfAnInstalledDisk_boots() {
    installed().undefine();
    StoragePool pool = kvm.storagePools().get("default");
    BackingStore golden = new BackingStore(pool.get("disk").path(), VolumeFormat.QCOW2);
    pool.create(v -> v.name("clone").capacity(ByteSize.gib(10)).backingStore(golden));
    Domain clone =
        kvm.domains()
            .define(
                d ->
                    d.name("clone")
                        .memory(ByteSize.gib(2))
                        .network("default")
                        .disk(k -> k.volume("default", "clone")));
    clone.start();

    assertThat(clone.waitUntilAddress(HOUR)).isNotNull();
  }

  @Test
  void twoDomains_cannotWriteToOneImage() {
    define(d -> {}).start();
    Domain second = define(d -> d.name("second"));

    assertThatThrownBy(second::start)
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("running domain 'web'");
  }

  @Test
  void start_isRefused_whenAnImageBelowIsMissing() {
    StoragePool pool = kvm.storagePools().get("default");
    BackingStore golden = new BackingStore(pool.get("disk").path(), VolumeFormat.QCOW2);
    pool.create(v -> v.name("clone").capacity(ByteSize.gib(10)).backingStore(golden));
    Domain domain =
        kvm.domains()
            .define(
                d ->
                    d.name("clone")
                        .memory(ByteSize.gib(2))
                        .disk(k -> k.volume("default", "clone")));
    pool.get("disk").delete();

    assertThatThrownBy(domain::start)
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining(golden.path());
  }

  @Test
  void consoleLog_holdsWhatTheGuestWrites() {
    script(FakeGuest.builder().console("login: "));
    Domain domain = define(d -> d.consoleLog("/var/log/web.log"));
    domain.start();

    assertThat(kvm.file("/var/log/web.log")).hasContent("login: ");
  }
}
