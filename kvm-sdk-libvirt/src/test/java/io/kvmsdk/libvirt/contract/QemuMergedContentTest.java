package io.kvmsdk.libvirt.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.DiskSpec;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.Snapshot;
import io.kvmsdk.domain.SnapshotKind;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.provision.CloneKind;
import io.kvmsdk.provision.Provision;
import io.kvmsdk.storage.BackingStore;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.testkit.contract.ContractDriver;
import io.kvmsdk.testkit.contract.HypervisorContract;
import io.kvmsdk.value.ByteSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a guest sees before and after QEMU, or we, merge its images: qemu-io fills them, qemu-img
 * compares.
 */
@RequiresQemu
@RequiresTool(
    value = {"qemu-img", "--version"},
    debianPackage = "qemu-utils")
@Timeout(300)
class QemuMergedContentTest extends HypervisorContract {
  private static final ByteSize SIZE = ByteSize.mib(16);
  private static final int BLOCK = 4096;

  @TempDir Path local;

  private StoragePool pool;

  /** Three layers, each filled by chance. */
  private List<StorageVolume> layers;

  private Domain domain;
  private Path expected;

  @Override
  protected Hypervisor connect() {
    return QemuDriver.connect();
  }

  @BeforeEach
  void fillAChain() {
    pool =
        kvm.storagePools()
            .define(p -> p.name(run + "-p").target(ContractDriver.QEMU.poolFolder(run)));
    pool.build();
    pool.start();
    StorageVolume base = pool.create(v -> v.name("base.qcow2").capacity(SIZE));
    StorageVolume middle = overlay("middle.qcow2", base);
    layers = List.of(base, middle, overlay("top.qcow2", middle));
    for (int i = 0; i < layers.size(); i++) {
      fill(layers.get(i).path(), i);
    }
    domain =
        kvm.domains()
            .define(
                d ->
                    d.name(run + "-a")
                        .memory(ByteSize.mib(64))
                        .guestAgent(false)
                        .addDisk(DiskSpec.builder().volume(pool.name(), "top.qcow2").build()));
    expected = content(layers.get(2).path());
  }

  private StorageVolume overlay(String name, StorageVolume below) {
    BackingStore backing = new BackingStore(below.path(), VolumeFormat.QCOW2);
    return pool.create(v -> v.name(name).capacity(SIZE).backingStore(backing));
  }

  private static void fill(String image, int seed) {
    Random random = new Random(seed);
    List<Object> command = new ArrayList<>(List.of("qemu-io", "-t", "unsafe", "-f", "qcow2"));
    for (int i = 0; i < 40; i++) {
      int blocks = 1 + random.nextInt(100);
      long start = random.nextInt((int) (SIZE.bytes() / BLOCK) - blocks) * (long) BLOCK;
      String write = random.nextInt(4) == 0 ? "write -z" : "write -P " + (1 + random.nextInt(255));
      command.addAll(List.of("-c", write + " " + start + " " + blocks * BLOCK));
    }
    command.add(image);
    Tool.run(command.toArray()).orFail();
  }

  private Path content(String image) {
    Path raw = local.resolve("expected.raw");
    Tool.run("qemu-img", "convert", "-f", "qcow2", "-O", "raw", image, raw).orFail();
    return raw;
  }

  /** Its processors touch no disk. */
  private void start() {
    domain.start();
    domain.suspend();
  }

  /** What the guest sees is what it saw, in so many images. */
  private void assertSame(Domain guest, int images) {
    if (guest.state().active()) {
      guest.destroy();
    }
    pool.refresh(); // QEMU makes and removes images without its knowledge
    List<String> chain = guest.disk("vda").chain();
    assertThat(chain).hasSize(images);
    Tool.run("qemu-img", "check", "-q", "-f", "qcow2", chain.get(0)).orFail();
    Tool.run("qemu-img", "compare", "-f", "raw", "-F", "qcow2", expected, chain.get(0)).orFail();
  }

  @Test
  void blockPull_keepsWhatTheGuestSees() {
    start();
    domain.disk("vda").blockPull();
    assertSame(domain, 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void blockCommit_keepsWhatTheGuestSees(int into) {
    start();
    domain.disk("vda").blockCommit(layers.get(into).path());
    assertSame(domain, 1 + into);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void consolidate_keepsWhatTheGuestSees(boolean running) {
    if (running) {
      start();
    }
    Provision.on(kvm).planConsolidate(domain.name()).apply();
    assertSame(domain, 1);
  }

  @ParameterizedTest
  @EnumSource
  void clone_seesWhatTheOriginalSees(CloneKind kind) {
    Domain clone = Provision.on(kvm).planClone(domain.name(), run + "-b", kind).apply();
    assertSame(clone, kind == CloneKind.FULL ? 1 : 3);
    assertSame(domain, 3);
  }

  /** What was written after each snapshot. */
  private List<Snapshot> snapshots(String... names) {
    List<Snapshot> snapshots = new ArrayList<>();
    for (String name : names) {
      snapshots.add(domain.snapshots().create(s -> s.name(name).kind(SnapshotKind.EXTERNAL)));
      fill(domain.disk("vda").chain().get(0), name.hashCode());
    }
    expected = content(domain.disk("vda").chain().get(0));
    return snapshots;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void deleteOfASnapshot_keepsWhatTheGuestSees(int which) {
    List<Snapshot> snapshots = snapshots("one", "two");
    start();
    snapshots.get(which).delete();
    assertSame(domain, 4);
  }

  @Test
  void deleteTree_whenItIsOff_keepsWhatTheGuestSees() {
    snapshots("one", "two").get(0).deleteTree(ProgressListener.NONE, Duration.ofMinutes(2));
    assertSame(domain, 3);
  }
}
