package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.Snapshot;
import io.kvmsdk.domain.SnapshotDisk;
import io.kvmsdk.domain.SnapshotKind;
import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What {@code Snapshots} and {@code Snapshot} promise of external snapshots. */
abstract class ExternalSnapshotContract extends ImageContract {
  static final Duration LONG = Duration.ofMinutes(2);

  final Domain off() {
    return guest("-a", empty("a.qcow2"));
  }

  private static Snapshot external(Domain domain, String name) {
    return domain.snapshots().create(s -> s.name(name).kind(SnapshotKind.EXTERNAL));
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
