package io.kvmsdk.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.Kvm;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.PermissionDeniedException;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.network.Network;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.storage.BackingStore;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
