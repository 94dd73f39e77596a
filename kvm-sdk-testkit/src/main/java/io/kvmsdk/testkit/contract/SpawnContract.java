package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.change.Change;
import io.kvmsdk.change.Effect;
import io.kvmsdk.domain.DiskBus;
import io.kvmsdk.domain.DiskSource;
import io.kvmsdk.domain.DiskSpec;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.InterfaceSpec;
import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.network.NetworkSpec;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.provision.DeletePolicy;
import io.kvmsdk.provision.Generalize;
import io.kvmsdk.provision.Golden;
import io.kvmsdk.provision.Plan;
import io.kvmsdk.provision.Provision;
import io.kvmsdk.provision.SpawnSpec;
import io.kvmsdk.provision.Spawned;
import io.kvmsdk.qcow2.Extent;
import io.kvmsdk.qcow2.QcowSpec;
import io.kvmsdk.storage.BackingStore;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StoragePoolSpec;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import io.kvmsdk.value.Cidr;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@link Golden#spawn} promises on any hypervisor. The golden image has nothing to boot, so
 * that its guests run without ever having an address, where they are not a fake's.
 */
public abstract class SpawnContract extends HypervisorContract {
  private static final ByteSize SIZE = ByteSize.mib(8);

  protected final String pool = run + "-pool";
  protected final String network = run + "-net";

  @TempDir Path files;

  private StoragePool storage;
  private Golden golden;

  @BeforeEach
  final void publishAGoldenImage() {
    needs(Capability.VOLUME_CONTENT);
    kvm.networks().define(NetworkSpec.nat(network, gateway())).start();
    storage = kvm.storagePools().define(StoragePoolSpec.dir(pool, poolFolder(pool)));
    storage.build();
    storage.start();
    Path disk = files.resolve("disk.qcow2");
    QcowSpec.of(SIZE).create(disk, List.of(new Extent(0, 512)), (offset, bytes) -> fill(bytes));
    golden =
        Provision.on(kvm)
            .golden("debian")
            .from(disk)
            .pool(pool)
            .generalize(Generalize.NONE)
            .publish();
  }

  private static void fill(java.nio.ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      bytes.put((byte) 7);
    }
  }

  /** A network of this run's own, since a host refuses two of the same. */
  private Cidr gateway() {
    int n = Integer.parseInt(run.substring("kvmsdk-".length(), "kvmsdk-".length() + 4), 16);
    return Cidr.of("10.%d.%d.1/24".formatted(n >> 8, n & 0xff));
  }

  private SpawnSpec request(String name) {
    return SpawnSpec.builder()
        .domain(DomainSpec.builder().name(name).memory(ByteSize.mib(128)).network(network).build())
        .waitForAddress(false)
        .build();
  }

  private List<String> volumes() {
    storage.refresh();
    return storage.list().stream().map(StorageVolume::name).sorted().toList();
  }

  private void assertOnlyTheGoldenImageIsLeft() {
    assertThat(kvm.domains().list()).noneMatch(d -> d.name().startsWith(run));
    assertThat(volumes()).containsExactly("debian.golden", "debian.golden.qcow2");
    golden.verify();
  }

  @Test
  void planSpawn_listsTheChangesInOrder_andChangesNothing() {
    Plan<Spawned> plan = golden.planSpawn(request(run + "-a"));

    assertThat(plan.changes())
        .extracting(Change::effect)
        .containsExactly(
            Effect.NOTHING, // the network
            Effect.NOTHING, // the pool
            Effect.CREATE, // the overlay
            Effect.CREATE, // the seed
            Effect.CREATE, // the domain
            Effect.LIVE); // the boot
    assertOnlyTheGoldenImageIsLeft();
  }

  @Test
  void spawn_startsWhatSeveralMachinesNeed_once() {
    String other = run + "-other";
    StoragePool second = kvm.storagePools().define(StoragePoolSpec.dir(other, poolFolder(other)));
    second.build();
    kvm.networks().get(network).destroy();
    SpawnSpec spec = request(run + "-a").toBuilder().pool(other).build();

    assertThat(golden.planSpawn(spec, 2).apply()).hasSize(2);

    assertThat(kvm.networks().get(network).active()).isTrue();
    assertThat(second.list()).hasSize(4);
  }

  @Test
  void spawn_givesARunningMachineOverTheImage_andDeleteTakesAllOfItAway() {
    String name = run + "-a";
    SpawnSpec bigger = request(name).toBuilder().diskSize(ByteSize.mib(16)).build();

    Domain spawned = golden.planSpawn(bigger).apply().domain();

    assertThat(spawned.state()).isEqualTo(DomainState.RUNNING);
    StorageVolume overlay = storage.get(name + "-vda.qcow2");
    assertThat(overlay.spec().backingStore())
        .contains(new BackingStore(golden.volume().path(), VolumeFormat.QCOW2));
    assertThat(overlay.info().capacity()).isEqualTo(ByteSize.mib(16));
    assertThat(golden.dependents()).hasSize(2);

    Provision.on(kvm).planDelete(name, DeletePolicy.REMOVE_DISKS).apply();

    assertOnlyTheGoldenImageIsLeft();
  }

  /**
   * libvirt gives images to QEMU's user as a guest starts, and leaves those below an overlay so.
   */
  @Test
  void spawn_leavesTheImagesOwnerAndModeAsTheyWere() throws IOException {
    needs(Capability.SAME_FILES);
    Path image = Path.of(golden.volume().path());
    Map<String, Object> before = Files.readAttributes(image, "unix:uid,gid,mode");

    Domain spawned = golden.planSpawn(request(run + "-a")).apply().domain();
    Map<String, Object> running = Files.readAttributes(image, "unix:uid,gid,mode");
    spawned.destroy();
    Provision.on(kvm).planDelete(run + "-a", DeletePolicy.REMOVE_DISKS).apply();

    assertThat(running).isEqualTo(before);
    assertThat(Files.readAttributes(image, "unix:uid,gid,mode")).isEqualTo(before);
    assertOnlyTheGoldenImageIsLeft();
  }

  /** Debian's cloud kernel has no driver for the SATA drive that a CD would be in. */
  @Test
  void spawn_attachesTheSeedAsAReadOnlyVirtioDisk() {
    String name = run + "-a";

    Domain spawned = golden.planSpawn(request(name)).apply().domain();

    DiskSpec seed = spawned.spec().disks().get(1);
    assertThat(seed.bus()).contains(DiskBus.VIRTIO);
    assertThat(seed.readOnly()).isTrue();
    assertThat(seed.format()).contains(VolumeFormat.RAW);
    assertThat(seed.source()).contains(DiskSource.file(storage.get(name + "-seed.iso").path()));
    String content =
        new String(storage.get(name + "-seed.iso").read(0, 1 << 20), StandardCharsets.ISO_8859_1);
    assertThat(content)
        .contains(
            "#cloud-config",
            "local-hostname: \"" + name + "\"",
            "instance-id: \"" + spawned.uuid() + "\"");
  }

  @Test
  void spawn_makesSeveral_eachWithANameAndAddressesOfItsOwn() {
    List<Spawned> spawned = golden.planSpawn(request(run), 3).apply();

    assertThat(spawned)
        .extracting(s -> s.domain().name())
        .containsExactly(run + "-1", run + "-2", run + "-3");
    assertThat(spawned).extracting(s -> s.domain().uuid()).doesNotHaveDuplicates();
    assertThat(spawned)
        .extracting(s -> s.domain().spec().interfaces().get(0))
        .extracting(InterfaceSpec::mac)
        .doesNotHaveDuplicates();
    assertThat(spawned).allMatch(s -> s.domain().state() == DomainState.RUNNING);
  }

  @Test
  void spawn_leavesNothing_whenNoAddressComesInTime() {
    Plan<Spawned> plan =
        golden.planSpawn(request(run + "-silent").toBuilder().waitForAddress(true).build());

    assertThatThrownBy(() -> plan.apply(ProgressListener.NONE, Duration.ofSeconds(5)))
        .isInstanceOf(TimedOutException.class)
        .hasMessageContaining(run + "-silent");

    assertOnlyTheGoldenImageIsLeft();
  }

  @Test
  void spawn_leavesNoneOfSeveral_whenOneFails() {
    Plan<List<Spawned>> plan = golden.planSpawn(request(run), 3);
    storage.create(v -> v.name(run + "-2-seed.iso").capacity(SIZE));

    assertThatThrownBy(plan::apply)
        .isInstanceOf(AlreadyExistsException.class)
        .hasNoSuppressedExceptions();

    storage.get(run + "-2-seed.iso").delete();
    assertOnlyTheGoldenImageIsLeft();
  }

  @Test
  void spawn_leavesNothing_whenInterrupted() {
    ProgressListener interrupting = Told.interruptingAt("define");
    Plan<Spawned> plan =
        golden.planSpawn(request(run + "-silent").toBuilder().waitForAddress(true).build());

    assertThatThrownBy(() -> plan.apply(interrupting)).isInstanceOf(CancelledException.class);

    Thread.interrupted();
    assertOnlyTheGoldenImageIsLeft();
  }

  @Test
  void planSpawn_isRefused_whenTheNameIsTaken() {
    kvm.domains().define(d -> d.name(run + "-a").memory(ByteSize.mib(64)));

    assertThatThrownBy(() -> golden.planSpawn(request(run + "-a")))
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessageContaining("domain '" + run + "-a'");
  }

  @Test
  void planSpawn_isRefused_whenAVolumeOfItsNameIsThere() {
    storage.create(v -> v.name(run + "-a-vda.qcow2").capacity(SIZE));

    assertThatThrownBy(() -> golden.planSpawn(request(run + "-a")))
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessageContaining(run + "-a-vda.qcow2");
  }

  @Test
  void planSpawn_isRefused_whenTheDiskIsToBeSmallerThanTheImage() {
    SpawnSpec small = request(run + "-a").toBuilder().diskSize(ByteSize.mib(4)).build();

    assertThatThrownBy(() -> golden.planSpawn(small))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("8MiB");
  }

  @Test
  void planSpawn_isRefused_whenTheNameIsNoHostname() {
    assertThatThrownBy(() -> golden.planSpawn(request(run + "_a")))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("is no hostname");
  }

  @Test
  void planSpawn_isRefused_whenTheNetworkIsAbsent() {
    SpawnSpec spec =
        SpawnSpec.builder()
            .domain(d -> d.name(run + "-a").memory(ByteSize.mib(64)).network(run + "-nosuch"))
            .build();

    assertThatThrownBy(() -> golden.planSpawn(spec))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining(run + "-nosuch");
  }
}
