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
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.progress.ProgressListener;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code Snapshots} and {@code Snapshot} promise, beside what external ones do. */
public abstract class SnapshotContract extends ExternalSnapshotContract {
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
}
