package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.domain.DiskSource;
import io.kvmsdk.domain.DiskSpec;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.SnapshotKind;
import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.provision.DeletePolicy;
import io.kvmsdk.provision.Plan;
import io.kvmsdk.provision.Provision;
import io.kvmsdk.qcow2.BackingFormat;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code planDelete} and {@code planConsolidate} promise about images, on any hypervisor. */
public abstract class DisposalContract extends ImageContract {
  private Provision provision() {
    return Provision.on(kvm);
  }

  private List<StorageVolume> left() {
    pool().refresh();
    return pool().list();
  }

  @Test
  void planDelete_tellsWhatGoes_andWhatStaysAndWhy() {
    needs(Capability.BLOCK_JOBS);
    StorageVolume golden = empty("golden.qcow2");
    StorageVolume own = overlay("own.qcow2", golden, VolumeFormat.QCOW2);
    StorageVolume shared = empty("shared.qcow2");
    StorageVolume below = empty("below.qcow2");
    StorageVolume over = overlay("over.qcow2", below, VolumeFormat.QCOW2);
    Domain domain = guest("-a", own, shared, below);
    guest("-b", shared);

    Plan<Void> plan = provision().planDelete(domain.name(), DeletePolicy.REMOVE_DISKS);

    assertThat(plan.toString().lines().map(String::strip))
        .containsExactlyInAnyOrder(
            "DELETE    domain '" + domain.name() + "': undefine",
            "DELETE    storage volume 'own.qcow2': delete from " + run + "-p",
            "NOTHING   storage volume 'golden.qcow2': stays in " + run + "-p: lies below its disks",
            "NOTHING   storage volume 'shared.qcow2': stays in "
                + run
                + "-p: is used by the domain '"
                + run
                + "-b'",
            "NOTHING   storage volume 'below.qcow2': stays in "
                + run
                + "-p: lies below "
                + over.path());
    assertThat(left()).hasSize(5);
    assertThat(kvm.domains().find(domain.name())).contains(domain);
    plan.apply();
    assertThat(left()).containsExactlyInAnyOrder(golden, shared, below, over);
    assertThat(kvm.domains().find(domain.name())).isEmpty();
  }

  @Test
  void planDelete_takesSnapshotsOfAllKinds_theManagedSave_andWhatOverlaysLieOver() {
    needs(Capability.EXTERNAL_SNAPSHOTS);
    StorageVolume golden = empty("golden.qcow2");
    StorageVolume own = overlay("own.qcow2", golden, VolumeFormat.QCOW2);
    Domain domain = guest("-a", own);
    domain.snapshots().create(s -> s.name("zero"));
    domain.start();
    domain.snapshots().create(s -> s.name("one").kind(SnapshotKind.EXTERNAL));
    String memory = poolFolder(run) + "/own.memory";
    domain.snapshots().create(s -> s.name("two").kind(SnapshotKind.EXTERNAL).memoryFile(memory));
    domain.managedSave();

    Plan<Void> plan = provision().planDelete(domain.name(), DeletePolicy.REMOVE_DISKS);

    assertThat(plan.toString())
        .contains("undefine, with its 3 snapshots, its managed save")
        .contains("'own.one': delete", "'own.two': delete", "'own.qcow2': delete")
        .contains("'own.memory': delete")
        .contains("'golden.qcow2': stays in " + run + "-p: lies below its disks");
    plan.apply();
    assertThat(left()).containsExactly(golden);
  }

  @Test
  void planDelete_leavesAnImage_thatASnapshotOfAnotherDomainNeeds() {
    needs(Capability.EXTERNAL_SNAPSHOTS);
    StorageVolume both = empty("both.qcow2");
    Domain other = guest("-b", both);
    other.snapshots().create(s -> s.name("one").kind(SnapshotKind.EXTERNAL));
    Domain domain = guest("-a", both);

    provision().planDelete(domain.name(), DeletePolicy.REMOVE_DISKS).apply();

    assertThat(left()).contains(both).hasSize(2);
  }

  @Test
  void planDelete_leavesReadOnlyAndSharedDisks_andFilesInNoPool() {
    needs(Capability.BLOCK_JOBS);
    StorageVolume a = empty("a.qcow2");
    StorageVolume b = empty("b.qcow2");
    String outside = poolFolder(run + "-outside") + "/x.img";
    Domain domain =
        kvm.domains()
            .define(
                d ->
                    d.name(run + "-a")
                        .memory(SIZE)
                        .addDisk(disk(DiskSource.volume(a.pool(), a.name())).readOnly(true).build())
                        .addDisk(
                            disk(DiskSource.volume(b.pool(), b.name()))
                                .format(VolumeFormat.RAW)
                                .cache("none")
                                .addRawXml("<shareable/>")
                                .build())
                        .addDisk(disk(DiskSource.file(outside)).build()));

    Plan<Void> plan = provision().planDelete(domain.name(), DeletePolicy.REMOVE_DISKS);

    assertThat(plan.toString())
        .contains("'a.qcow2': stays in " + run + "-p: is read-only")
        .contains("'b.qcow2': stays in " + run + "-p: is shared")
        .contains("file '" + outside + "': stays: is in no active pool");
    plan.apply();
    assertThat(left()).containsExactlyInAnyOrder(a, b);
  }

  @Test
  void planDelete_takesFilesInNoPool_whenToldSo_andOnlyWhereTheyAreAtHand() {
    needs(Capability.BLOCK_JOBS);
    StorageVolume golden = empty("golden.qcow2");
    StorageVolume own = overlay("own.qcow2", golden, VolumeFormat.QCOW2);
    StorageVolume shared = empty("shared.qcow2");
    String path = own.path();
    Domain domain = guest("-a", own, shared);
    guest("-b", shared);
    forgetPool();

    Plan<Void> kept = provision().planDelete(domain.name(), DeletePolicy.REMOVE_DISKS);
    Plan<Void> plan =
        provision().planDelete(domain.name(), p -> p.removeDisks(true).removeLocalFiles(true));

    assertThat(kept.toString()).contains("file '" + path + "': stays: is in no active pool");
    assertThat(plan.toString())
        .contains(
            "file '" + path + "': " + (local() ? "delete the file" : "stays: is in no active pool"))
        .contains("shared.qcow2': stays: is used by the domain '" + run + "-b'");
    plan.apply();
    assertThat(kvm.domains().find(domain.name())).isEmpty();
    assertThat(left())
        .extracting(StorageVolume::name)
        .contains("golden.qcow2", "shared.qcow2")
        .hasSize(local() ? 2 : 3);
  }

  private static DiskSpec.Builder disk(DiskSource source) {
    return DiskSpec.builder().source(source);
  }

  @Test
  void planDelete_changesNothing_whenItIsNotConfirmed() {
    StorageVolume a = empty("a.qcow2");
    Domain domain = running("-a", a);
    List<String> asked = new ArrayList<>();

    assertThatThrownBy(
            () ->
                provision()
                    .planDelete(
                        domain.name(),
                        p ->
                            p.removeDisks(true)
                                .confirm(
                                    plan -> {
                                      asked.add(plan.toString());
                                      return false;
                                    }))
                    .apply())
        .isInstanceOf(CancelledException.class)
        .hasMessageContaining("not confirmed");

    assertThat(asked).singleElement().asString().contains("a.qcow2", "destroy");
    assertThat(domain.state()).isEqualTo(DomainState.PAUSED);
    assertThat(pool().list()).containsExactly(a);
  }

  @Test
  void planDelete_changesNothing_whenAnImageCameIntoUse() {
    StorageVolume a = empty("a.qcow2");
    Domain domain = guest("-a", a);
    Plan<Void> plan = provision().planDelete(domain.name(), DeletePolicy.REMOVE_DISKS);
    guest("-b", a);

    assertThatThrownBy(plan::apply)
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining(a.path());
    assertThat(kvm.domains().find(domain.name())).contains(domain);
    assertThat(pool().list()).containsExactly(a);
  }

  @Test
  void planDelete_keepsAllImages_whenToldSo() {
    StorageVolume a = empty("a.qcow2");
    Domain domain = guest("-a", a);

    Plan<Void> plan = provision().planDelete(domain.name(), DeletePolicy.KEEP_DISKS);

    assertThat(plan.toString()).contains("'a.qcow2': stays in " + run + "-p: disks are kept");
    plan.apply();
    assertThat(pool().list()).containsExactly(a);
  }

  @Test
  void planConsolidate_pullsTheDisksOfADomainThatRuns() {
    needs(Capability.BLOCK_JOBS);
    StorageVolume golden = filled("golden.img");
    StorageVolume top = overlay("top.qcow2", golden, VolumeFormat.RAW);
    StorageVolume alone = empty("alone.qcow2");
    Domain domain = running("-a", top, alone);

    Plan<Void> plan = provision().planConsolidate(domain.name());

    assertThat(plan.toString())
        .contains("pull [" + golden.path() + "] into " + top.path(), "vdb stands alone");
    plan.apply();
    assertThat(domain.disk("vda").chain()).containsExactly(top.path());
    assertThat(provision().planConsolidate(domain.name()).empty()).isTrue();
  }

  @Test
  void planConsolidate_putsADomainThatIsOff_onCopiesThatStandAlone() {
    needs(Capability.BLOCK_JOBS);
    StorageVolume golden = filled("golden.img");
    StorageVolume top = overlay("top.qcow2", golden, VolumeFormat.RAW);
    Domain domain = guest("-a", top);

    provision().planConsolidate(domain.name()).apply();

    StorageVolume flat = pool().get("top.flat.qcow2");
    assertThat(domain.disk("vda").chain()).containsExactly(flat.path());
    assertThat(flat.info().allocation()).isGreaterThanOrEqualTo(SIZE);
    assertThat(left()).containsExactlyInAnyOrder(golden, flat);
    golden.delete();
    domain.start();
  }

  @Test
  void planConsolidate_writesFilesInNoPoolAnew_whereTheyAreAtHand() throws IOException {
    needs(Capability.BLOCK_JOBS);
    StorageVolume golden = filled("golden.img");
    Mark mark = new Mark(5 << 20, (byte) 9);
    String below = golden.path();
    String top = marked("top.qcow2", golden, BackingFormat.RAW, mark).path();
    Domain domain = guest("-a", empty("alone.qcow2"), pool().get("top.qcow2"));
    forgetPool();
    if (!local()) {
      assertThatThrownBy(() -> provision().planConsolidate(domain.name()))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("Define a pool");
      return;
    }

    Plan<Void> plan = provision().planConsolidate(domain.name());

    assertThat(plan.toString()).contains("copy [" + below + "] into " + top);
    plan.apply();
    assertThat(domain.disk("vdb").chain()).containsExactly(top);
    assertThat(provision().planConsolidate(domain.name()).empty()).isTrue();
    byte[] expected = contentOf("golden.img");
    mark.on(expected);
    assertThat(seen(pool().get("top.qcow2"))).isEqualTo(expected);
  }

  @Test
  void planConsolidate_leavesEverythingAsItWas_whenTheDomainWasStartedMeanwhile() {
    needs(Capability.BLOCK_JOBS);
    StorageVolume golden = filled("golden.img");
    StorageVolume top = overlay("top.qcow2", golden, VolumeFormat.RAW);
    Domain domain = guest("-a", top);
    Plan<Void> plan = provision().planConsolidate(domain.name());
    domain.start();

    assertThatThrownBy(plan::apply)
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("started");
    assertThat(domain.disk("vda").chain()).containsExactly(top.path(), golden.path());
    assertThat(left()).containsExactlyInAnyOrder(golden, top);
  }

  @Test
  void planConsolidate_isRefused_whenSnapshotsWouldBeLost() {
    needs(Capability.BLOCK_JOBS);
    StorageVolume golden = empty("golden.qcow2");
    Domain domain = guest("-a", overlay("top.qcow2", golden, VolumeFormat.QCOW2));
    domain.snapshots().create(s -> s.name("one"));

    assertThatThrownBy(() -> provision().planConsolidate(domain.name()))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("snapshots");
  }
}
