package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.change.Change;
import io.kvmsdk.change.Effect;
import io.kvmsdk.domain.Checkpoint;
import io.kvmsdk.domain.CheckpointInfo;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.Snapshot;
import io.kvmsdk.domain.SnapshotKind;
import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.provision.Provision;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@code Checkpoints} and {@code Checkpoint} promise, and what they stand in the way of. */
public abstract class CheckpointContract extends ImageContract {
  /** Lets the guest write to its disk {@code target}, as {@code vda}. */
  protected abstract void guestWrites(Domain domain, String target, Mark mark);

  private Domain on() {
    return running("-a", empty("a.qcow2"));
  }

  private static Checkpoint checkpoint(Domain domain, String name) {
    return domain.checkpoints().create(c -> c.name(name));
  }

  @Test
  void create_keepsWhatItIsTold() {
    Domain domain = on();

    Checkpoint one =
        domain.checkpoints().create(c -> c.name("one").description("a < b & ü日").addDisk("vda"));

    CheckpointInfo info = one.info();
    assertThat(info.description()).contains("a < b & ü日");
    assertThat(info.parent()).isEmpty();
    assertThat(info.created()).isAfter(Instant.EPOCH);
    assertThat(info.disks()).containsExactly(new CheckpointInfo.Disk("vda", "one"));
    assertThat(one.xml()).contains("<domaincheckpoint>", domain.name());
    assertThat(domain.checkpoints().get("one")).isEqualTo(one);
  }

  @Test
  void checkpoints_areATree_inWhichEachFollowsTheOneBefore() {
    Domain domain = on();
    assertThat(domain.checkpoints().list()).isEmpty();

    Checkpoint one = checkpoint(domain, "b-one");
    Checkpoint two = checkpoint(domain, "a-two");
    Checkpoint three = checkpoint(domain, "c-three");

    assertThat(domain.checkpoints().list()).containsExactly(one, two, three);
    assertThat(domain.checkpoints().roots()).containsExactly(one);
    assertThat(domain.checkpoints().leaves()).containsExactly(three);
    assertThat(one.children()).containsExactly(two);
    assertThat(three.parent()).contains(two);
    assertThat(three.children()).isEmpty();
    assertThat(one.parent()).isEmpty();
  }

  @Test
  void get_namesThoseThatAre_whenThereIsNoneOfThatName() {
    Domain domain = on();
    checkpoint(domain, "one");

    assertThat(domain.checkpoints().find("two")).isEmpty();
    assertThatThrownBy(() -> domain.checkpoints().get("two"))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("two")
        .hasMessageContaining("one");
  }

  @Test
  void create_isRefused_whenTheNameIsTaken_orTheDomainIsOff() {
    Domain domain = on();
    checkpoint(domain, "one");

    assertThatThrownBy(() -> checkpoint(domain, "one"))
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessageContaining("one");
    domain.destroy();
    assertThatThrownBy(() -> checkpoint(domain, "two"))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("Start it");
  }

  @Test
  void create_leavesOutDisks_thatHaveNoBitmaps() {
    needs(Capability.BACKUPS);
    Domain domain = running("-a", empty("a.qcow2"), filled("b.img"));

    assertThatThrownBy(() -> checkpoint(domain, "one")).isInstanceOf(UnsupportedException.class);
    assertThat(domain.checkpoints().list()).isEmpty();
    Checkpoint one = domain.checkpoints().create(c -> c.name("one").addDisk("vda"));
    assertThat(one.info().disks()).extracting(CheckpointInfo.Disk::target).containsExactly("vda");
  }

  @Test
  void delete_givesTheChildrenToTheParent() {
    Domain domain = on();
    Checkpoint one = checkpoint(domain, "one");
    Checkpoint two = checkpoint(domain, "two");
    Checkpoint three = checkpoint(domain, "three");

    two.delete();

    assertThat(three.parent()).contains(one);
    assertThat(domain.checkpoints().list()).containsExactly(one, three);
    assertThatThrownBy(two::info).isInstanceOf(NotFoundException.class);
    one.deleteTree();
    assertThat(domain.checkpoints().list()).isEmpty();
  }

  @Test
  void delete_isRefused_whileTheDomainIsOff_butForgettingIsNot() {
    Domain domain = on();
    Checkpoint one = checkpoint(domain, "one");
    domain.destroy();

    assertThatThrownBy(one::delete)
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("Start it");
    one.forget();
    assertThat(domain.checkpoints().list()).isEmpty();
  }

  @Test
  void redefine_bringsBackWhatWasForgotten() {
    Domain domain = on();
    Checkpoint one = checkpoint(domain, "one");
    Checkpoint two = checkpoint(domain, "two");
    List<String> kept = List.of(one.xml(), two.xml());
    two.forget();
    one.forget();

    assertThatThrownBy(() -> domain.checkpoints().redefine(kept.get(1), false))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("one");
    kept.forEach(xml -> domain.checkpoints().redefine(xml, false));

    assertThat(domain.checkpoints().list()).containsExactly(one, two);
    assertThat(two.parent()).contains(one);
  }

  @Test
  void changes_areWhatTheGuestHasWrittenSince() {
    needs(Capability.BACKUPS);
    Domain domain = running("-a", empty("a.qcow2"), empty("b.qcow2"));
    Checkpoint one = checkpoint(domain, "one");
    guestWrites(domain, "vda", new Mark(1 << 20, (byte) 1));
    Checkpoint two = checkpoint(domain, "two");
    guestWrites(domain, "vda", new Mark(2 << 20, (byte) 2));

    ByteSize cluster = ByteSize.kib(64);
    assertThat(two.changes()).isEqualTo(Map.of("vda", cluster, "vdb", ByteSize.ZERO));
    assertThat(one.changes()).isEqualTo(Map.of("vda", ByteSize.kib(128), "vdb", ByteSize.ZERO));
    two.delete();
    assertThat(one.changes()).containsEntry("vda", ByteSize.kib(128));
    domain.destroy();
    assertThatThrownBy(one::changes)
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("Start it");
  }

  /** As where a domain is brought to another host, with its images. */
  @Test
  void redefine_goesOnWithTheBitmaps_ofADomainThatWasUndefined() {
    needs(Capability.BACKUPS);
    Domain domain = on();
    Checkpoint one = checkpoint(domain, "one");
    guestWrites(domain, "vda", new Mark(1 << 20, (byte) 1));
    String kept = one.xml();
    String definition = domain.definitionXml();
    domain.destroy();
    domain.undefine();

    Domain again = kvm.domains().defineXml(definition);
    again.start();
    again.suspend();
    Checkpoint back = again.checkpoints().redefine(kept, true);

    assertThat(back.changes()).isEqualTo(Map.of("vda", ByteSize.kib(64)));
    assertThatThrownBy(
            () ->
                again
                    .checkpoints()
                    .redefine(kept.replace("'one'", "'two'").replace(">one<", ">two<"), true))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("full backup");
    assertThat(again.checkpoints().list()).containsExactly(back);
  }

  @Test
  void undefine_forgetsCheckpoints() {
    Domain domain = on();
    checkpoint(domain, "one");
    domain.destroy();

    domain.undefine();

    assertThat(kvm.domains().find(domain.name())).isEmpty();
  }

  @Test
  void snapshot_isNotRevertedTo_underCheckpoints() {
    needs(Capability.BACKUPS);
    Domain domain = on();
    Snapshot before = domain.snapshots().create(s -> s.name("before"));
    Checkpoint one = checkpoint(domain, "one");

    assertThatThrownBy(before::revert)
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("one");
    assertThat(domain.state()).isEqualTo(DomainState.PAUSED);
    one.delete();
    before.revert();
    assertThat(domain.state()).isEqualTo(DomainState.PAUSED);
  }

  @Test
  void externalSnapshots_needTheDomainToRun_underCheckpoints() {
    needs(Capability.EXTERNAL_SNAPSHOTS);
    Domain domain = on();
    Checkpoint one = checkpoint(domain, "one");
    guestWrites(domain, "vda", new Mark(1 << 20, (byte) 1));
    Snapshot snapshot = domain.snapshots().create(s -> s.name("s").kind(SnapshotKind.EXTERNAL));
    guestWrites(domain, "vda", new Mark(2 << 20, (byte) 2));

    assertThat(one.changes()).isEqualTo(Map.of("vda", ByteSize.kib(128)));
    snapshot.delete();
    assertThat(one.changes()).isEqualTo(Map.of("vda", ByteSize.kib(128)));
    domain.destroy();
    assertThatThrownBy(
            () -> domain.snapshots().create(s -> s.name("s").kind(SnapshotKind.EXTERNAL)))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("Start the domain");
  }

  @Test
  void blockJobs_keepWhatWasNoted() {
    needs(Capability.BACKUPS);
    StorageVolume base = empty("base.qcow2");
    StorageVolume middle = overlay("middle.qcow2", base, VolumeFormat.QCOW2);
    Domain domain = running("-a", overlay("top.qcow2", middle, VolumeFormat.QCOW2));
    guestWrites(domain, "vda", new Mark(3 << 20, (byte) 3));
    Checkpoint one = checkpoint(domain, "one");
    guestWrites(domain, "vda", new Mark(1 << 20, (byte) 1));

    domain.disk("vda").blockCommit(middle.path());
    guestWrites(domain, "vda", new Mark(2 << 20, (byte) 2));
    assertThat(one.changes()).isEqualTo(Map.of("vda", ByteSize.kib(128)));
    domain.disk("vda").blockPull();
    assertThat(one.changes()).isEqualTo(Map.of("vda", ByteSize.kib(128)));
    one.delete();
  }

  /** The bitmaps lie in the images, which are not put aside for others. */
  @Test
  void checkpoints_outliveWhatIsDone_whileTheDomainIsOff() {
    needs(Capability.BACKUPS);
    StorageVolume top = overlay("top.qcow2", empty("base.qcow2"), VolumeFormat.QCOW2);
    Domain domain = running("-a", top);
    Checkpoint one = checkpoint(domain, "one");
    guestWrites(domain, "vda", new Mark(1 << 20, (byte) 1));
    domain.destroy();

    assertThatThrownBy(() -> Provision.on(kvm).planConsolidate(domain.name()))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("checkpoints");
    domain.disk("vda").resize(ByteSize.mib(16));

    domain.start();
    domain.suspend();
    assertThat(one.changes()).containsKey("vda");
    domain.backups().push(b -> b.since("one").folder(poolFolder(run)));
  }

  @Test
  void renaming_isNotPossible_underCheckpoints() {
    Domain domain = on();
    Checkpoint one = checkpoint(domain, "one");
    domain.destroy();

    assertThat(domain.planUpdate(d -> d.name(run + "-b")).changes())
        .extracting(Change::effect)
        .containsExactly(Effect.RECREATE);
    one.forget();
    domain.planUpdate(d -> d.name(run + "-b")).apply();
    assertThat(kvm.domains().find(run + "-b")).isPresent();
  }
}
