package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.change.Change;
import io.kvmsdk.change.Effect;
import io.kvmsdk.domain.DiskSource;
import io.kvmsdk.domain.DiskSpec;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.InterfaceSpec;
import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.provision.CloneKind;
import io.kvmsdk.provision.Plan;
import io.kvmsdk.provision.Provision;
import io.kvmsdk.storage.BackingStore;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StoragePoolSpec;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import io.kvmsdk.value.MacAddress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link Provision#planClone} promises, on any hypervisor. */
public abstract class CloneContract extends HypervisorContract {
  private static final ByteSize SIZE = ByteSize.mib(8);
  private static final MacAddress MAC = MacAddress.of("52:54:00:c1:0e:01");

  protected final String pool = run + "-pool";

  private StoragePool storage;
  private StorageVolume base;
  private Domain original;

  /** A disk over another, one that stands alone, and one that it only reads. */
  @BeforeEach
  final void defineTheOriginal() {
    storage = kvm.storagePools().define(StoragePoolSpec.dir(pool, poolFolder(pool)));
    storage.build();
    storage.start();
    base = storage.create(v -> v.name("base.qcow2").capacity(SIZE));
    storage.create(
        v ->
            v.name("system.qcow2")
                .capacity(SIZE)
                .backingStore(new BackingStore(base.path(), VolumeFormat.QCOW2)));
    storage.create(v -> v.name("data.img").capacity(SIZE).format(VolumeFormat.RAW));
    storage.create(v -> v.name("shared.img").capacity(SIZE).format(VolumeFormat.RAW));
    original =
        kvm.domains()
            .define(
                DomainSpec.builder()
                    .name(run + "-a")
                    .memory(ByteSize.mib(64))
                    .addDisk(disk("system.qcow2", VolumeFormat.QCOW2).build())
                    .addDisk(
                        disk("data.img", VolumeFormat.RAW)
                            .addRawXml("<serial>DATA1</serial>")
                            .build())
                    .addDisk(disk("shared.img", VolumeFormat.RAW).readOnly(true).build())
                    .addInterface(InterfaceSpec.network("default").toBuilder().mac(MAC).build())
                    .addRawXml("<genid>43dc0cf8-809b-4adb-9bea-a9abb5f3d90e</genid>")
                    .build());
  }

  private DiskSpec.Builder disk(String volume, VolumeFormat format) {
    return DiskSpec.builder().volume(pool, volume).format(format);
  }

  private Plan<Domain> plan(CloneKind kind) {
    return Provision.on(kvm).planClone(run + "-a", run + "-b", kind);
  }

  @Test
  void plan_listsTheChanges_andChangesNothing() {
    assertThat(plan(CloneKind.FULL).changes())
        .extracting(Change::effect)
        .containsExactly(Effect.CREATE, Effect.CREATE, Effect.CREATE);
    assertThat(kvm.domains().find(run + "-b")).isEmpty();
    assertThat(storage.list()).hasSize(4);
  }

  @Test
  void clone_isAnotherMachine_withDisksOfItsOwn() {
    Domain clone = plan(CloneKind.FULL).apply();

    DomainSpec spec = clone.spec();
    assertThat(clone.uuid()).isNotEqualTo(original.uuid());
    assertThat(spec.interfaces().get(0).mac()).isPresent().get().isNotEqualTo(MAC);
    assertThat(spec.memory()).isEqualTo(original.spec().memory());
    assertThat(spec.disks())
        .extracting(d -> d.source().orElseThrow())
        .containsExactly(file(run + "-b-vda.qcow2"), file(run + "-b-vdb.img"), file("shared.img"));
    assertThat(clone.definitionXml())
        .doesNotContain("DATA1", "43dc0cf8-809b-4adb-9bea-a9abb5f3d90e");
    assertThat(original.definitionXml()).contains("DATA1");
  }

  private DiskSource file(String volume) {
    return DiskSource.file(storage.get(volume).path());
  }

  @Test
  void clone_whenFull_standsAlone() {
    plan(CloneKind.FULL).apply();

    assertThat(storage.get(run + "-b-vda.qcow2").spec().backingStore()).isEmpty();
  }

  @Test
  void clone_whenLinked_sharesWhatLiesBelow() {
    needs(Capability.VOLUME_CONTENT);

    plan(CloneKind.LINKED).apply();

    assertThat(storage.get(run + "-b-vda.qcow2").spec().backingStore())
        .contains(new BackingStore(base.path(), VolumeFormat.QCOW2));
    assertThat(storage.get(run + "-b-vdb.img").info().capacity()).isEqualTo(SIZE);
  }

  @Test
  void clone_leavesNothing_whenADiskCannotBeMade() {
    Plan<Domain> plan = plan(CloneKind.FULL);
    storage.get("data.img").delete();

    assertThatThrownBy(plan::apply).isInstanceOf(KvmException.class).hasNoSuppressedExceptions();

    assertThat(kvm.domains().find(run + "-b")).isEmpty();
    assertThat(storage.list())
        .extracting(StorageVolume::name)
        .containsExactlyInAnyOrder("base.qcow2", "system.qcow2", "shared.img");
  }

  @Test
  void planClone_isRefused_whenTheDomainRuns() {
    needs(Capability.GUESTS);
    storage.create(v -> v.name("running.img").capacity(SIZE).format(VolumeFormat.RAW));
    Domain running =
        kvm.domains()
            .define(
                d ->
                    d.name(run + "-running")
                        .memory(ByteSize.mib(64))
                        .addDisk(disk("running.img", VolumeFormat.RAW).build()));
    running.start();

    assertThatThrownBy(
            () -> Provision.on(kvm).planClone(running.name(), run + "-b", CloneKind.FULL))
        .isInstanceOf(ConflictException.class)
        .hasMessageContainingAll(running.name(), "RUNNING");
  }

  @Test
  void planClone_isRefused_whenANameIsTaken() {
    assertThatThrownBy(() -> Provision.on(kvm).planClone(run + "-a", run + "-a", CloneKind.FULL))
        .isInstanceOf(AlreadyExistsException.class);

    storage.create(v -> v.name(run + "-b-vdb.img").capacity(SIZE).format(VolumeFormat.RAW));

    assertThatThrownBy(() -> plan(CloneKind.FULL))
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessageContaining(run + "-b-vdb.img");
  }

  @Test
  void planClone_isRefused_whenADiskIsInNoPool() {
    kvm.domains()
        .define(
            d ->
                d.name(run + "-c")
                    .memory(ByteSize.mib(64))
                    .disk(x -> x.file("/nowhere/x.img").format(VolumeFormat.RAW)));

    assertThatThrownBy(() -> Provision.on(kvm).planClone(run + "-c", run + "-b", CloneKind.FULL))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContainingAll(run + "-c", "vda", "no active pool");
  }
}
