package io.kvmsdk.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.Kvm;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.NoSpaceException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.PermissionDeniedException;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.network.Network;
import io.kvmsdk.network.NwFilter;
import io.kvmsdk.node.NodeDevice;
import io.kvmsdk.node.NodeDeviceEvent;
import io.kvmsdk.node.NodeDeviceKind;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.secret.SecretUsage;
import io.kvmsdk.secret.StoredSecret;
import io.kvmsdk.storage.BackingStore;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FakeHypervisorTest {
  @TempDir Path folder;

  private static Domain define(Hypervisor kvm) {
    return kvm.domains().define(d -> d.name("web").memory(ByteSize.gib(2)).network("default"));
  }

  @Test
  void create_givesAHostWithANetworkAndAPool() {
    try (FakeHypervisor kvm = FakeHypervisor.create()) {
      assertThat(kvm.networks().get("default")).matches(Network::active, "is active");
      assertThat(kvm.storagePools().get("default")).matches(StoragePool::active, "is active");
      assertThat(kvm.leftovers()).isEmpty();
      assertThat(kvm.calls()).isEmpty();
    }
  }

  @Test
  void bare_givesAnEmptyHost() {
    try (FakeHypervisor kvm = FakeHypervisor.builder().bare().build()) {
      assertThat(kvm.networks().list()).isEmpty();
      assertThat(kvm.storagePools().list()).isEmpty();
    }
  }

  @Test
  void close_removesATemporaryRoot_andKeepsAGivenOne() {
    FakeHypervisor temporary = FakeHypervisor.create();
    FakeHypervisor given = FakeHypervisor.builder().root(folder.resolve("host")).build();
    temporary.close();
    temporary.close();
    given.close();

    assertThat(temporary.root()).doesNotExist();
    assertThat(given.root().resolve("default")).isDirectory();
    assertThatThrownBy(() -> given.domains().list()).isInstanceOf(ConnectionLostException.class);
  }

  @Test
  void keepFiles_keepsATemporaryRoot() {
    FakeHypervisor kvm = FakeHypervisor.builder().keepFiles().build();
    kvm.close();

    assertThat(kvm.root().resolve("default")).isDirectory();
    Tool.run("rm", "-r", kvm.root()).orFail();
  }

  @Test
  void guests_areScripted_beforeTheHostIsThere() {
    FakeGuest crashing = FakeGuest.builder().crashAfter(Duration.ofSeconds(1)).build();
    try (FakeHypervisor kvm = FakeHypervisor.builder().guest("web", crashing).build()) {
      Domain web = define(kvm);
      web.start();
      kvm.clock().advance(Duration.ofSeconds(1));

      assertThat(web.state()).isEqualTo(DomainState.SHUTOFF);
    }
  }

  @Test
  void leftovers_nameWhatATestHasLeft() {
    try (FakeHypervisor kvm = FakeHypervisor.create()) {
      Domain domain = define(kvm);
      StorageVolume volume =
          kvm.storagePools().get("default").create(v -> v.name("a").capacity(ByteSize.mib(1)));
      assertThat(kvm.leftovers()).containsExactly("domain web", "file default/a");

      domain.undefine();
      volume.delete();
      assertThat(kvm.leftovers()).isEmpty();
    }
  }

  @Test
  void calls_recordWhatChangedSomething() {
    try (FakeHypervisor kvm = FakeHypervisor.create()) {
      Domain domain = define(kvm);
      domain.start();
      assertThat(domain.state().active()).isTrue();
      domain.destroy();

      assertThat(kvm.calls())
          .containsExactly(
              new Call(Operation.DOMAIN_DEFINE, "web"),
              new Call(Operation.DOMAIN_START, "web"),
              new Call(Operation.DOMAIN_DESTROY, "web"));
    }
  }

  @Test
  void failOn_strikesTheCallsThatItIsToldTo() {
    try (FakeHypervisor kvm = FakeHypervisor.create()) {
      Domain domain = define(kvm);

      kvm.failOn(Operation.DOMAIN_START, Fault.permissionDenied().once());
      assertThatThrownBy(domain::start)
          .isInstanceOf(PermissionDeniedException.class)
          .hasMessageContaining("domain 'web'");
      domain.start();

      kvm.failOn(Operation.DOMAIN_READ, Fault.connectionLost().onCall(2));
      assertThatCode(domain::state).doesNotThrowAnyException();
      assertThatThrownBy(domain::state).isInstanceOf(ConnectionLostException.class);
      assertThatCode(domain::state).doesNotThrowAnyException();

      kvm.failOn(Operation.DOMAIN_DESTROY, Fault.internalError());
      assertThatThrownBy(domain::destroy).isInstanceOf(KvmException.class);
      assertThatThrownBy(domain::destroy).isInstanceOf(KvmException.class);
      kvm.failNoMore();
      domain.destroy();
    }
  }

  @Test
  void define_leavesNothing_whenAutostartFails() {
    try (FakeHypervisor kvm = FakeHypervisor.create()) {
      kvm.failOn(Operation.POOL_AUTOSTART, Fault.permissionDenied());
      kvm.failOn(Operation.NETWORK_AUTOSTART, Fault.permissionDenied());

      assertThatThrownBy(
              () -> kvm.storagePools().define(p -> p.name("mine").target("/srv").autostart(true)))
          .isInstanceOf(PermissionDeniedException.class);
      assertThatThrownBy(() -> kvm.networks().define(n -> n.name("mine").autostart(true)))
          .isInstanceOf(PermissionDeniedException.class);

      assertThat(kvm.storagePools().find("mine")).isEmpty();
      assertThat(kvm.networks().find("mine")).isEmpty();
    }
  }

  @Test
  void failOn_makesCallsSlow_andFailuresLate() {
    try (FakeHypervisor kvm = FakeHypervisor.create()) {
      Domain domain = define(kvm);
      Duration before = kvm.clock().elapsed();

      kvm.failOn(Operation.DOMAIN_START, Fault.slow(Duration.ofSeconds(30)));
      domain.start();
      assertThat(kvm.clock().elapsed()).isEqualTo(before.plusSeconds(30));
      assertThat(domain.state().active()).isTrue();

      kvm.failOn(Operation.DOMAIN_DESTROY, Fault.timeout().after(Duration.ofMinutes(1)).once());
      assertThatThrownBy(domain::destroy).isInstanceOf(TimedOutException.class);
      assertThat(kvm.clock().elapsed()).isEqualTo(before.plusSeconds(90));
      domain.destroy();
      assertThat(kvm.clock().elapsed()).isEqualTo(before.plusSeconds(90));
    }
  }

  @Test
  void failOn_letsObjectsVanish() {
    try (FakeHypervisor kvm = FakeHypervisor.create()) {
      Domain domain = define(kvm);
      kvm.failOn(Operation.DOMAIN_READ, Fault.vanished());

      assertThat(kvm.domains().list()).containsExactly(domain);
      assertThatThrownBy(domain::state)
          .isInstanceOf(NotFoundException.class)
          .hasMessageContaining("domain 'web'");
    }
  }

  @Test
  void leftovers_nameSecretsFiltersAndDevices() {
    try (FakeHypervisor kvm = FakeHypervisor.create()) {
      StoredSecret secret = kvm.secrets().define(s -> s.usage(SecretUsage.ceph("client.a")));
      NwFilter filter = kvm.nwFilters().defineXml("<filter name='f'/>");
      NodeDevice device = kvm.nodeDevices().createXml("<device><parent>computer</parent></device>");

      assertThat(kvm.leftovers())
          .containsExactly("secret client.a", "network filter f", "node device " + device.name());

      secret.undefine();
      filter.undefine();
      device.destroy();
      assertThat(kvm.leftovers()).isEmpty();
    }
  }

  @Test
  void nodeDevices_areToldOf_asTheyComeAndGo() throws InterruptedException {
    try (FakeHypervisor kvm = FakeHypervisor.create()) {
      BlockingQueue<NodeDeviceEvent> seen = new LinkedBlockingQueue<>();
      kvm.nodeDevices().listen(seen::add);

      NodeDevice device = kvm.nodeDevices().createXml("<device><parent>computer</parent></device>");
      device.destroy();

      assertThat(seen.take())
          .isEqualTo(
              new NodeDeviceEvent.Lifecycle(device.name(), NodeDeviceEvent.Lifecycle.Kind.CREATED));
      assertThat(seen.take())
          .isEqualTo(
              new NodeDeviceEvent.Lifecycle(device.name(), NodeDeviceEvent.Lifecycle.Kind.DELETED));
    }
  }

  @Test
  void nodeDevices_areGivenToGuests_andTakenBack() {
    try (FakeHypervisor kvm = FakeHypervisor.create()) {
      NodeDevice card = kvm.nodeDevices().list(NodeDeviceKind.PCI).get(0);

      card.detach();
      assertThat(card.info().driver()).contains("vfio-pci");
      card.reset();
      card.reattach();
      assertThat(card.info().driver()).contains("e1000e");
      assertThat(card.info().pci().orElseThrow().iommuGroup()).hasValue(3);
      NodeDevice computer = kvm.nodeDevices().get("computer");
      assertThatThrownBy(computer::detach).isInstanceOf(ConflictException.class);
      assertThatThrownBy(card::destroy).isInstanceOf(ConflictException.class);
    }
  }

  @Test
  void failOn_cutsAnUploadShort_whenToldAfterHowManyBytes() throws IOException {
    byte[] content = new byte[1 << 20];
    java.util.Arrays.fill(content, (byte) 7);
    Path source = Files.write(folder.resolve("source"), content);
    try (FakeHypervisor kvm = FakeHypervisor.create()) {
      StorageVolume volume =
          kvm.storagePools()
              .get("default")
              .create(v -> v.name("a").capacity(ByteSize.mib(1)).format(VolumeFormat.RAW));
      kvm.failOn(Operation.VOLUME_UPLOAD, Fault.diskFull().afterBytes(300_000));

      assertThatThrownBy(() -> volume.upload(source, ProgressListener.NONE))
          .hasMessageContaining("no space left");

      assertThat(volume.read(0, 1)).containsExactly(7);
      assertThat(volume.read((1 << 20) - 1, 1)).containsExactly(0);
    }
  }

  @Test
  void clone_tellsWhyItFailed_thoughWhatItMadeStays() {
    try (FakeHypervisor kvm = FakeHypervisor.create()) {
      StoragePool pool = kvm.storagePools().get("default");
      StorageVolume volume = pool.create(v -> v.name("a").capacity(ByteSize.mib(1)));
      kvm.failOn(Operation.VOLUME_RESIZE, Fault.diskFull());
      kvm.failOn(Operation.VOLUME_DELETE, Fault.permissionDenied());

      assertThatThrownBy(() -> volume.clone(c -> c.name("b").capacity(ByteSize.mib(2))))
          .isInstanceOf(NoSpaceException.class)
          .satisfies(
              e ->
                  assertThat(e.getSuppressed())
                      .hasOnlyElementsOfType(PermissionDeniedException.class)
                      .hasSize(1));
    }
  }

  @Test
  void connect_givesOneHostForEachFolder_andANewOneForNone() {
    String uri = folder.resolve("shared").toUri().toString().replace("file:", "fake:");
    try (Hypervisor first = Kvm.connect(uri);
        Hypervisor second = Kvm.connect(uri);
        Hypervisor other = Kvm.connect("fake:///")) {
      define(first);
      assertThat(second.domains().find("web")).isPresent();
      assertThat(other.domains().find("web")).isEmpty();
      first.close();
      assertThat(second.domains().find("web")).isPresent();
    }
  }

  @Test
  void connect_isRefused_whenTheUriNamesAMachine() {
    assertThatThrownBy(() -> Kvm.connect("fake://machine/folder"))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("fake:///some/folder");
  }

  @Test
  @RequiresTool(
      value = {"qemu-img", "--version"},
      debianPackage = "qemu-utils")
  void volumes_areImagesThatQemuTakes() {
    try (FakeHypervisor kvm = FakeHypervisor.create()) {
      StoragePool pool = kvm.storagePools().get("default");
      StorageVolume base = pool.create(v -> v.name("base").capacity(ByteSize.gib(1)));
      base.resize(ByteSize.gib(700));
      StorageVolume clone =
          pool.create(
              v ->
                  v.name("clone")
                      .capacity(ByteSize.gib(700))
                      .backingStore(new BackingStore(base.path(), VolumeFormat.QCOW2)));

      Tool.run("qemu-img", "check", kvm.file(base.path())).orFail();
      Tool.run("qemu-img", "check", kvm.file(clone.path())).orFail();
      assertThat(Tool.run("qemu-img", "info", "--backing-chain", clone.path()).orFail().output())
          .contains("700 GiB", "backing file: " + base.path());
    }
  }
}
