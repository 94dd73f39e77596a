package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.change.Change;
import io.kvmsdk.change.Effect;
import io.kvmsdk.domain.DiskDevice;
import io.kvmsdk.domain.DiskSpec;
import io.kvmsdk.domain.DomainEvent;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.event.Registration;
import io.kvmsdk.media.Media;
import io.kvmsdk.network.NetworkSpec;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.provision.DeletePolicy;
import io.kvmsdk.provision.InstallSpec;
import io.kvmsdk.provision.Installed;
import io.kvmsdk.provision.Plan;
import io.kvmsdk.provision.Provision;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StoragePoolSpec;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.value.ByteSize;
import io.kvmsdk.value.Cidr;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@link Provision} promises of installing and deleting, on any hypervisor. */
public abstract class InstallContract extends HypervisorContract {
  protected final String pool = run + "-pool";
  protected final String network = run + "-net";

  /** A network of this run's own, since a host refuses two of the same. */
  private final Cidr gateway = Cidr.of("10.%d.%d.1/24".formatted(octet(4, 5), octet(6, 7)));

  /** A number that two hex digits of the run's name make. */
  private int octet(int first, int second) {
    String digits = run.substring("kvmsdk-".length());
    return Character.digit(digits.charAt(first), 16) * 16
        + Character.digit(digits.charAt(second), 16);
  }

  /** A medium that installs unattended, and then powers off. */
  protected abstract Media installer(String domain);

  /** A medium from which nothing ever comes to an end. */
  protected abstract Media stuckInstaller();

  /** What a guest of this contract is. */
  protected DomainSpec domain(String name) {
    return DomainSpec.builder()
        .name(name)
        .memory(ByteSize.mib(512))
        .disk(d -> d.size(ByteSize.gib(1)).pool(pool))
        .network(network)
        .build();
  }

  @Test
  void planInstall_listsTheChangesInOrder_andChangesNothing() {
    Plan<Installed> plan = Provision.on(kvm).planInstall(request(run + "-a"));

    assertThat(plan.changes())
        .extracting(Change::effect)
        .containsExactly(
            Effect.CREATE, // the network
            Effect.CREATE, // the pool
            Effect.CREATE, // the original
            Effect.CREATE, // the overlay
            Effect.CREATE, // the disk
            Effect.CREATE, // the domain
            Effect.LIVE, // the installer's run
            Effect.NEXT_BOOT, // without the installer
            Effect.LIVE); // the first boot
    assertNothingIsLeft();
  }

  @Test
  void install_givesARunningGuestWithAnAddress_andDeleteTakesAllOfItAway() {
    needs(Capability.GUESTS);
    String name = run + "-a";

    Installed installed = Provision.on(kvm).planInstall(request(name)).apply();

    assertThat(installed.domain().state()).isEqualTo(DomainState.RUNNING);
    assertThat(installed.address()).get().matches(gateway::contains, "is in the network");
    assertThat(installed.domain().spec().disks())
        .extracting(DiskSpec::device)
        .containsExactly(DiskDevice.DISK);
    assertThat(installed.domain().spec().onReboot()).isEqualTo(domain(name).onReboot());
    assertThat(volumes()).hasSize(2).contains(name + "-vda.qcow2");
    checkInstalled(installed);
    assertThat(secondPlanEffects()).startsWith(Effect.NOTHING, Effect.NOTHING, Effect.NOTHING);

    Provision.on(kvm).planDelete(name, DeletePolicy.REMOVE_DISKS).apply();
    Provision.on(kvm).planDeleteUnusedOriginals(pool).apply();

    assertThat(kvm.domains().find(name)).isEmpty();
    assertThat(volumes()).isEmpty();
  }

  /** More to be seen of an installed guest where it is a real one. */
  protected void checkInstalled(Installed installed) {}

  private List<Effect> secondPlanEffects() {
    return Provision.on(kvm).planInstall(request(run + "-b")).changes().stream()
        .map(Change::effect)
        .toList();
  }

  @Test
  void install_leavesNothing_whenTheDeadlinePasses() {
    needs(Capability.GUESTS);
    InstallSpec stuck = request(run + "-a").toBuilder().media(stuckInstaller()).build();
    Plan<Installed> plan = Provision.on(kvm).planInstall(stuck);

    assertThatThrownBy(() -> plan.apply(ProgressListener.NONE, Duration.ofSeconds(8)))
        .isInstanceOf(TimedOutException.class)
        .hasMessageContaining(run + "-a");

    assertNothingIsLeft();
  }

  @Test
  void install_leavesNothing_whenInterrupted() {
    needs(Capability.GUESTS);
    ProgressListener interrupting = Told.interruptingAt("install from");

    assertThatThrownBy(() -> Provision.on(kvm).planInstall(request(run + "-a")).apply(interrupting))
        .isInstanceOf(CancelledException.class);

    Thread.interrupted();
    assertNothingIsLeft();
  }

  @Test
  void install_leavesNothing_whenTheInstallersPlugIsPulled() {
    needs(Capability.GUESTS);
    InstallSpec stuck = request(run + "-a").toBuilder().media(stuckInstaller()).build();

    try (Registration pulling = kvm.domains().listen(this::pullThePlugOnceStarted)) {
      assertThatThrownBy(() -> Provision.on(kvm).planInstall(stuck).apply())
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("DESTROYED");
    }

    assertNothingIsLeft();
  }

  @Test
  void install_bootsTheInstallerFirst_whenDisksAndInterfacesHaveAnOrder() {
    needs(Capability.GUESTS);
    DomainSpec ordered = withBootOrder(domain(run + "-a"));
    InstallSpec stuck =
        request(run + "-a").toBuilder().domain(ordered).media(stuckInstaller()).build();
    List<DomainSpec> seen = new ArrayList<>();

    try (Registration pulling =
        kvm.domains()
            .listen(
                e -> {
                  noteOnceStarted(e, seen);
                  pullThePlugOnceStarted(e);
                })) {
      assertThatThrownBy(() -> Provision.on(kvm).planInstall(stuck).apply())
          .isInstanceOf(ConflictException.class);
    }

    assertThat(seen.get(0).disks())
        .extracting(d -> d.bootOrder().getAsInt())
        .containsExactlyInAnyOrder(1, 3);
    assertThat(seen.get(0).interfaces())
        .extracting(i -> i.bootOrder().getAsInt())
        .containsExactly(2);
  }

  private static DomainSpec withBootOrder(DomainSpec domain) {
    return domain.toBuilder()
        .disks(domain.disks().stream().map(d -> d.toBuilder().bootOrder(2).build()).toList())
        .interfaces(
            domain.interfaces().stream().map(i -> i.toBuilder().bootOrder(1).build()).toList())
        .build();
  }

  private void noteOnceStarted(DomainEvent event, List<DomainSpec> seen) {
    if (isStart(event)) {
      seen.add(kvm.domains().get(run + "-a").spec());
    }
  }

  private void pullThePlugOnceStarted(DomainEvent event) {
    if (isStart(event)) {
      kvm.domains().get(run + "-a").destroy();
    }
  }

  private boolean isStart(DomainEvent event) {
    return event instanceof DomainEvent.Lifecycle e
        && e.kind() == DomainEvent.Lifecycle.Kind.STARTED
        && e.name().equals(run + "-a");
  }

  @Test
  void planInstall_isRefused_whenTheNameIsTaken() {
    kvm.domains().define(d -> d.name(run + "-a").memory(ByteSize.mib(64)));

    assertThatThrownBy(() -> Provision.on(kvm).planInstall(request(run + "-a")))
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessageContaining("domain '" + run + "-a'")
        .hasMessageContaining("another name");
  }

  @Test
  void planInstall_isRefused_whenTheNetworkIsAbsent() {
    InstallSpec spec = request(run + "-a").toBuilder().networks(List.of()).build();

    assertThatThrownBy(() -> Provision.on(kvm).planInstall(spec))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("network '" + network + "'");
  }

  @Test
  void planInstall_isRefused_whenThePoolIsAbsent() {
    InstallSpec spec = request(run + "-a").toBuilder().pools(List.of()).build();

    assertThatThrownBy(() -> Provision.on(kvm).planInstall(spec))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("storage pool '" + pool + "'");
  }

  @Test
  void planInstall_isRefused_whenThereIsNoDisk() {
    InstallSpec spec =
        request(run + "-a").toBuilder()
            .domain(d -> d.name(run + "-a").memory(ByteSize.mib(64)))
            .build();

    assertThatThrownBy(() -> Provision.on(kvm).planInstall(spec))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("no disk");
  }

  @Test
  void planInstall_isRefused_whenTheDisksVolumeIsTaken() {
    StoragePool storage = kvm.storagePools().define(StoragePoolSpec.dir(pool, poolFolder(pool)));
    storage.build();
    storage.start();
    storage.create(v -> v.name(run + "-a-vda.qcow2").capacity(ByteSize.mib(1)));

    assertThatThrownBy(() -> Provision.on(kvm).planInstall(request(run + "-a")))
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessageContaining(run + "-a-vda.qcow2");
    assertThat(storage.find(run + "-a-vda.qcow2")).isPresent();
  }

  @Test
  void planDelete_isRefused_whenThereIsNoSuchDomain() {
    assertThatThrownBy(() -> Provision.on(kvm).planDelete(run + "-a", DeletePolicy.KEEP_DISKS))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining(run + "-a");
  }

  /** The installation of a domain {@code name}, with all that the host lacks. */
  protected InstallSpec request(String name) {
    return InstallSpec.builder()
        .domain(domain(name))
        .media(installer(name))
        .addNetwork(NetworkSpec.nat(network, gateway))
        .addPool(StoragePoolSpec.dir(pool, poolFolder(pool)))
        .build();
  }

  private List<String> volumes() {
    return kvm.storagePools().get(pool).list().stream().map(StorageVolume::name).toList();
  }

  private void assertNothingIsLeft() {
    assertThat(kvm.domains().list()).noneMatch(d -> d.name().startsWith(run));
    assertThat(kvm.networks().find(network)).isEmpty();
    assertThat(kvm.storagePools().find(pool)).isEmpty();
  }
}
