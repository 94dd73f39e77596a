package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.RevertTo;
import io.kvmsdk.domain.Snapshot;
import io.kvmsdk.domain.SnapshotDisk;
import io.kvmsdk.domain.SnapshotInfo;
import io.kvmsdk.domain.SnapshotKind;
import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code Snapshots} and {@code Snapshot} promise, on any hypervisor. */
public abstract class SnapshotContract extends ImageContract {
  private static final Duration LONG = Duration.ofSeconds(60);

  private Domain off() {
    return guest("-a", empty("a.qcow2"));
  }

  private static Snapshot external(Domain domain, String name) {
    return domain.snapshots().create(s -> s.name(name).kind(SnapshotKind.EXTERNAL));
  }

  private static List<String> names(List<Snapshot> snapshots) {
    return snapshots.stream().map(Snapshot::name).toList();
  }

  @Test
  void create_keepsWhatItIsTold() {
    Domain domain = off();

    Snapshot snapshot = domain.snapshots().create(s -> s.name("s-1").description("a < b & ü日"));

    SnapshotInfo info = snapshot.info();
    assertThat(info.kind()).isEqualTo(SnapshotKind.INTERNAL);
    assertThat(info.description()).contains("a < b & ü日");
    assertThat(info.state()).contains(DomainState.SHUTOFF);
    assertThat(info.parent()).isEmpty();
    assertThat(info.disks()).containsExactly(SnapshotDisk.internal("vda"));
    assertThat(snapshot.xml()).contains("<domainsnapshot>", domain.name());
    assertThat(domain.snapshots().get("s-1")).isEqualTo(snapshot);
  }

  @Test
  void snapshots_areATree() {
    Domain domain = off();
    assertThat(domain.snapshots().list()).isEmpty();
    assertThat(domain.snapshots().current()).isEmpty();

    Snapshot root = domain.snapshots().create(s -> s.name("root"));
    Snapshot left = domain.snapshots().create(s -> s.name("left"));
    root.revert();
    Snapshot right = domain.snapshots().create(s -> s.name("right"));

    assertThat(names(domain.snapshots().list()))
        .startsWith("root")
        .containsExactlyInAnyOrder("root", "left", "right");
    assertThat(root.children()).containsExactlyInAnyOrder(left, right);
    assertThat(left.parent()).contains(root);
    assertThat(root.parent()).isEmpty();
    assertThat(right.current()).isTrue();
    assertThat(domain.snapshots().current()).contains(right);
  }

  @Test
  void get_namesThoseThatAre_whenThereIsNoneOfThatName() {
    Domain domain = off();
    domain.snapshots().create(s -> s.name("one"));

    assertThat(domain.snapshots().find("two")).isEmpty();
    assertThatThrownBy(() -> domain.snapshots().get("two"))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("two")
        .hasMessageContaining("one");
  }

  @Test
  void create_isRefused_whenTheNameIsTaken() {
    Domain domain = off();
    domain.snapshots().create(s -> s.name("one"));

    assertThatThrownBy(() -> domain.snapshots().create(s -> s.name("one")))
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessageContaining("one");
  }

  @Test
  void create_internal_isRefused_whenADiskIsRaw() {
    needs(Capability.EXTERNAL_SNAPSHOTS);
    Domain domain = guest("-a", filled("a.img"));

    assertThatThrownBy(() -> domain.snapshots().create(s -> s.name("one")))
        .isInstanceOf(UnsupportedException.class);
    assertThat(domain.snapshots().list()).isEmpty();
  }

  @Test
  void revert_bringsBackTheDefinition_andWhatWasRunning() {
    Domain domain = running("-a", empty("a.qcow2"));
    Snapshot paused = domain.snapshots().create(s -> s.name("paused"));
    assertThat(paused.info().state()).contains(DomainState.PAUSED);
    domain.destroy();
    kvm.domains()
        .defineXml(domain.definitionXml().replace("</name>", "</name><title>later</title>"));

    paused.revert();

    assertThat(domain.state()).isEqualTo(DomainState.PAUSED);
    assertThat(domain.spec().title()).isEmpty();
    paused.revert(RevertTo.RUNNING);
    assertThat(domain.state()).isEqualTo(DomainState.RUNNING);
  }

  @Test
  void revert_leavesItOff_orStartsIt_whenItWasOff() {
    Domain domain = off();
    Snapshot off = domain.snapshots().create(s -> s.name("off"));
    domain.start();

    off.revert();
    assertThat(domain.state()).isEqualTo(DomainState.SHUTOFF);
    needs(Capability.STATE_CHECKS);
    off.revert(RevertTo.PAUSED);
    assertThat(domain.state()).isEqualTo(DomainState.PAUSED);
  }

  @Test
  void delete_givesTheChildrenToTheParent() {
    Domain domain = off();
    Snapshot one = domain.snapshots().create(s -> s.name("one"));
    Snapshot two = domain.snapshots().create(s -> s.name("two"));
    Snapshot three = domain.snapshots().create(s -> s.name("three"));

    two.delete();

    assertThat(three.parent()).contains(one);
    assertThat(domain.snapshots().list()).containsExactly(one, three);
    assertThatThrownBy(two::info).isInstanceOf(NotFoundException.class);
    one.deleteTree(ProgressListener.NONE, LONG);
    assertThat(domain.snapshots().list()).isEmpty();
  }

  @Test
  void undefine_forgetsSnapshots() {
    Domain domain = off();
    domain.snapshots().create(s -> s.name("one"));

    domain.undefine();

    assertThat(kvm.domains().find(domain.name())).isEmpty();
  }

  @Test
  void create_external_putsAnOverlayOverEachDisk() {
    needs(Capability.EXTERNAL_SNAPSHOTS);
    StorageVolume a = empty("a.qcow2");
    StorageVolume b = filled("b.img");
    Domain domain = running("-a", a, b);

    Snapshot snapshot = external(domain, "one");

    assertThat(snapshot.info().kind()).isEqualTo(SnapshotKind.EXTERNAL);
    assertThat(snapshot.info().state()).isEmpty();
    assertThat(domain.disk("vda").chain()).containsExactly(poolFolder(run) + "/a.one", a.path());
    assertThat(domain.disk("vdb").chain()).containsExactly(poolFolder(run) + "/b.one", b.path());
    pool().refresh();
    assertThat(pool().get("a.one").spec().backingStore().orElseThrow().format())
        .isEqualTo(VolumeFormat.QCOW2);
    assertThat(pool().get("b.one").spec().backingStore().orElseThrow().format())
        .isEqualTo(VolumeFormat.RAW);
  }

  @Test
  void create_external_leavesOutDisks_andPutsOverlaysWhereTold() {
    needs(Capability.EXTERNAL_SNAPSHOTS);
    StorageVolume a = empty("a.qcow2");
    StorageVolume b = empty("b.qcow2");
    Domain domain = guest("-a", a, b);
    String overlay = poolFolder(run) + "/elsewhere.qcow2";

    domain
        .snapshots()
        .create(
            s ->
                s.name("one")
                    .kind(SnapshotKind.EXTERNAL)
                    .addDisk(SnapshotDisk.external("vda", overlay))
                    .addDisk(SnapshotDisk.excluded("vdb")));

    pool().refresh();
    assertThat(domain.disk("vda").chain()).containsExactly(overlay, a.path());
    assertThat(domain.disk("vdb").chain()).containsExactly(b.path());
  }

  @Test
  void create_external_leavesNothingBehind_whenAnOverlayIsThereAlready() {
    needs(Capability.EXTERNAL_SNAPSHOTS);
    StorageVolume a = empty("a.qcow2");
    StorageVolume there = filled("there.img");
    Domain domain = running("-a", a);

    assertThatThrownBy(
            () ->
                domain
                    .snapshots()
                    .create(
                        s ->
                            s.name("one")
                                .kind(SnapshotKind.EXTERNAL)
                                .addDisk(SnapshotDisk.external("vda", there.path()))))
        .isInstanceOf(KvmException.class);
    assertThat(domain.snapshots().list()).isEmpty();
    assertThat(domain.disk("vda").chain()).containsExactly(a.path());
    assertThat(there.info().capacity()).isEqualTo(SIZE);
  }

  @Test
  void create_external_keepsTheMemory_inAFileThatGoesWithIt() {
    needs(Capability.EXTERNAL_SNAPSHOTS);
    StorageVolume a = empty("a.qcow2");
    Domain domain = guest("-a", a);
    domain.start();
    String memory = poolFolder(run) + "/a.memory";

    Snapshot one = withMemory(domain, "one", memory);

    assertThat(one.info().kind()).isEqualTo(SnapshotKind.EXTERNAL);
    assertThat(one.info().state()).contains(DomainState.RUNNING);
    assertThat(one.xml()).contains(memory);
    assertThat(domain.state()).isEqualTo(DomainState.RUNNING);
    pool().refresh();
    assertThat(pool().get("a.memory").info().capacity()).isGreaterThan(ByteSize.ZERO);
    assertThatThrownBy(() -> withMemory(domain, "two", memory))
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessageContaining(memory);
    assertThatThrownBy(one::revert)
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("libvirt 9.9");
    one.delete(ProgressListener.NONE, LONG);
    assertThat(domain.disk("vda").chain()).containsExactly(a.path());
    pool().refresh();
    assertThat(pool().list()).containsExactly(a);
  }

  private static Snapshot withMemory(Domain domain, String name, String file) {
    return domain
        .snapshots()
        .create(s -> s.name(name).kind(SnapshotKind.EXTERNAL).memoryFile(file));
  }

  @Test
  void create_external_isRefused_whenItIsToKeepTheMemory_ofADomainThatIsOff() {
    needs(Capability.EXTERNAL_SNAPSHOTS);
    Domain domain = off();

    assertThatThrownBy(() -> withMemory(domain, "one", poolFolder(run) + "/a.memory"))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("offline");
    assertThat(domain.snapshots().list()).isEmpty();
  }

  @Test
  void create_external_isRefused_whenItIsToQuiesce_andThereIsNoAgent() {
    needs(Capability.EXTERNAL_SNAPSHOTS);
    StorageVolume a = empty("a.qcow2");
    Domain domain = guest("-a", a);
    domain.start();

    assertThatThrownBy(
            () ->
                domain
                    .snapshots()
                    .create(s -> s.name("one").kind(SnapshotKind.EXTERNAL).quiesce(true)))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("agent")
        .hasMessageContaining("qemu-guest-agent in the guest");
    assertThat(domain.snapshots().list()).isEmpty();
    assertThat(domain.disk("vda").chain()).containsExactly(a.path());
  }

  @Test
  void revert_external_saysWhatToDo_whenLibvirtCannot() {
    needs(Capability.EXTERNAL_SNAPSHOTS);
    Domain domain = off();
    Snapshot snapshot = external(domain, "one");

    try {
      snapshot.revert();
      assertThat(domain.state()).isEqualTo(DomainState.SHUTOFF);
    } catch (UnsupportedException e) {
      assertThat(e).hasMessageContaining("libvirt 9.9").hasMessageContaining("one");
    }
  }

  @Test
  void delete_external_mergesTheNewest_whileItRuns() {
    needs(Capability.EXTERNAL_SNAPSHOTS);
    StorageVolume a = empty("a.qcow2");
    StorageVolume b = filled("b.img");
    Domain domain = running("-a", a, b);
    Snapshot one = external(domain, "one");
    Snapshot two = external(domain, "two");

    two.delete(ProgressListener.NONE, LONG);

    assertThat(domain.snapshots().list()).containsExactly(one);
    assertThat(domain.disk("vda").chain()).containsExactly(poolFolder(run) + "/a.one", a.path());
    one.delete(ProgressListener.NONE, LONG);
    assertThat(domain.disk("vda").chain()).containsExactly(a.path());
    assertThat(domain.disk("vdb").chain()).containsExactly(b.path());
    assertThat(domain.snapshots().list()).isEmpty();
    pool().refresh();
    assertThat(pool().list()).containsExactlyInAnyOrder(a, b);
    domain.destroy();
    domain.start();
  }

  @Test
  void delete_external_mergesOneInTheMiddle() {
    needs(Capability.EXTERNAL_SNAPSHOTS);
    StorageVolume a = empty("a.qcow2");
    Domain domain = running("-a", a);
    Snapshot one = external(domain, "one");
    Snapshot two = external(domain, "two");

    one.delete(ProgressListener.NONE, LONG);

    assertThat(domain.snapshots().list()).containsExactly(two);
    assertThat(two.parent()).isEmpty();
    assertThat(domain.disk("vda").chain()).containsExactly(poolFolder(run) + "/a.two", a.path());
    two.delete(ProgressListener.NONE, LONG);
    assertThat(domain.disk("vda").chain()).containsExactly(a.path());
  }

  @Test
  void deleteTree_external_mergesAll_whenItIsOff() {
    needs(Capability.EXTERNAL_SNAPSHOTS);
    StorageVolume a = empty("a.qcow2");
    Domain domain = guest("-a", a);
    Snapshot one = external(domain, "one");
    external(domain, "two");

    one.deleteTree(ProgressListener.NONE, LONG);

    pool().refresh();
    assertThat(domain.state()).isEqualTo(DomainState.SHUTOFF);
    assertThat(domain.disk("vda").chain()).containsExactly(a.path());
    assertThat(pool().list()).containsExactly(a);
    assertThat(domain.snapshots().list()).isEmpty();
  }

  @Test
  void delete_external_isRefused_whenAnotherVolumeLiesOverTheImageBelow() {
    needs(Capability.EXTERNAL_SNAPSHOTS);
    StorageVolume a = empty("a.qcow2");
    Domain domain = running("-a", a);
    Snapshot one = external(domain, "one");
    StorageVolume clone = overlay("clone.qcow2", a, VolumeFormat.QCOW2);

    assertThatThrownBy(one::delete)
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining(clone.path())
        .hasMessageContaining(a.path());
    assertThat(domain.disk("vda").chain()).containsExactly(poolFolder(run) + "/a.one", a.path());
    assertThat(domain.snapshots().list()).containsExactly(one);
  }

  @Test
  void delete_external_leavesTheDiskAsItWas_whenThereIsNoTime() {
    needs(Capability.EXTERNAL_SNAPSHOTS);
    StorageVolume a = empty("a.qcow2");
    Domain domain = running("-a", a);
    Snapshot one = external(domain, "one");

    assertThatThrownBy(() -> one.delete(ProgressListener.NONE, Duration.ZERO))
        .isInstanceOf(TimedOutException.class)
        .hasMessageContaining("vda");
    assertThat(domain.disk("vda").blockJob()).isEmpty();
    assertThat(domain.disk("vda").chain()).containsExactly(poolFolder(run) + "/a.one", a.path());
    one.delete(ProgressListener.NONE, LONG);
    assertThat(domain.disk("vda").chain()).containsExactly(a.path());
  }

  @Test
  void forget_leavesTheImages() {
    needs(Capability.EXTERNAL_SNAPSHOTS);
    StorageVolume a = empty("a.qcow2");
    Domain domain = running("-a", a);
    Snapshot one = external(domain, "one");

    one.forget();

    assertThat(domain.snapshots().list()).isEmpty();
    assertThat(domain.disk("vda").chain()).containsExactly(poolFolder(run) + "/a.one", a.path());
  }
}
