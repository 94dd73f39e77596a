package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainDisk;
import io.kvmsdk.domain.SnapshotKind;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.progress.Progress;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.qcow2.BackingFormat;
import io.kvmsdk.storage.BackingStore;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code DomainDisk} promises, on any hypervisor. */
public abstract class DomainDiskContract extends ImageContract {
  private static final Duration LONG = Duration.ofMinutes(2);

  /** More than any host pulls in a millisecond. */
  private static final ByteSize LARGE = ByteSize.mib(96);

  @Test
  void disk_namesThoseThatAre_whenThereIsNoneOfThatName() {
    Domain domain = guest("-a", empty("a.qcow2"), empty("b.qcow2"));

    assertThat(domain.disks()).extracting(DomainDisk::target).containsExactly("vda", "vdb");
    assertThatThrownBy(() -> domain.disk("vdz"))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("vdz")
        .hasMessageContaining("[vda, vdb]");
  }

  @Test
  void chain_isTheSame_offAndOn() {
    needs(Capability.BLOCK_JOBS);
    StorageVolume base = filled("base.img");
    StorageVolume top = overlay("top.qcow2", base, VolumeFormat.RAW);
    Domain domain = guest("-a", top);

    List<String> off = domain.disk("vda").chain();
    domain.start();

    assertThat(off).containsExactly(top.path(), base.path());
    assertThat(domain.disk("vda").chain()).isEqualTo(off);
  }

  @Test
  void resize_growsTheDisk_offAndLive() {
    needs(Capability.BLOCK_JOBS);
    Domain domain = guest("-a", empty("a.qcow2"));
    DomainDisk disk = domain.disk("vda");

    disk.resize(ByteSize.mib(48));
    assertThat(disk.info().capacity()).isEqualTo(ByteSize.mib(48));
    domain.start();
    disk.resize(ByteSize.mib(64));
    assertThat(disk.info().capacity()).isEqualTo(ByteSize.mib(64));
    disk.resize(ByteSize.mib(64));
    assertThatThrownBy(() -> disk.resize(SIZE))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("cannot shrink from 64MiB to 8MiB");
  }

  @Test
  void resize_growsFilesInNoPool_whereTheyAreAtHand_orSaysWhatToDo() {
    needs(Capability.BLOCK_JOBS);
    StorageVolume base = filled("base.img");
    Domain domain = guest("-a", overlay("a.qcow2", base, VolumeFormat.RAW), filled("b.img"));
    forgetPool();
    assertThat(domain.disk("vda").chain()).hasSize(local() ? 2 : 1);

    for (DomainDisk disk : domain.disks()) {
      if (local()) {
        disk.resize(ByteSize.mib(48));
        assertThat(disk.info().capacity()).isEqualTo(ByteSize.mib(48));
      } else {
        assertThatThrownBy(() -> disk.resize(ByteSize.mib(48)))
            .isInstanceOf(ConflictException.class)
            .hasMessageContaining(disk.target())
            .hasMessageContaining("Define a pool");
        assertThat(disk.info().capacity()).isEqualTo(SIZE);
      }
    }
  }

  @Test
  void resize_isRefused_whenTheGuestIsSaved() {
    needs(Capability.BLOCK_JOBS);
    Domain domain = running("-a", empty("a.qcow2"));
    domain.managedSave();

    assertThatThrownBy(() -> domain.disk("vda").resize(ByteSize.mib(48)))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("managed save");
  }

  @Test
  void blockPull_makesTheDiskStandAlone() throws IOException {
    needs(Capability.BLOCK_JOBS);
    StorageVolume base = filled("base.img");
    Mark mark = new Mark(3 << 20, (byte) 7);
    StorageVolume top = marked("top.qcow2", base, BackingFormat.RAW, mark);
    Domain domain = running("-a", top);
    Seen seen = new Seen();

    domain.disk("vda").blockPull(seen, LONG);

    assertThat(domain.disk("vda").chain()).containsExactly(top.path());
    domain.disk("vda").blockPull(); // nothing lies below
    assertThat(domain.disk("vda").blockJob()).isEmpty();
    assertThat(seen.events).startsWith("started").endsWith("finished");
    base.delete();
    domain.destroy();
    assertThat(domain.disk("vda").chain()).as("while it is off").containsExactly(top.path());
    assertThat(top.spec().backingStore()).isEmpty();
    assertThat(top.info().allocation()).isGreaterThanOrEqualTo(SIZE);
    byte[] expected = contentOf(base.name());
    mark.on(expected);
    assertThat(seen(top)).isEqualTo(expected);
    domain.start();
  }

  @Test
  void blockPull_isDoneOrGivenUp_whenTimeIsShort() {
    needs(Capability.BLOCK_JOBS);
    StorageVolume base = filled("base.img", LARGE);
    BackingStore below = new BackingStore(base.path(), VolumeFormat.RAW);
    StorageVolume top = pool().create(v -> v.name("top.qcow2").capacity(LARGE).backingStore(below));
    DomainDisk disk = running("-a", top).disk("vda");
    Seen seen = new Seen();

    assertThatThrownBy(() -> disk.blockPull(seen, Duration.ZERO))
        .isInstanceOf(TimedOutException.class)
        .hasMessageContaining("vda");
    boolean done = pull(disk, seen);

    assertThat(seen.events).startsWith("started").endsWith(done ? "finished" : "failed");
    assertThat(disk.blockJob()).isEmpty();
    assertThat(disk.chain()).hasSize(done ? 1 : 2);
    disk.blockPull();
    assertThat(disk.chain()).containsExactly(top.path());
  }

  /** A fast host is done within a millisecond. */
  private static boolean pull(DomainDisk disk, ProgressListener listener) {
    try {
      disk.blockPull(listener, Duration.ofMillis(1));
      return true;
    } catch (TimedOutException e) {
      assertThat(e).hasMessageContaining("given up");
      return false;
    }
  }

  @Test
  void blockCommit_mergesDownwards_andPivots_andLeavesOtherDisksAlone() throws IOException {
    needs(Capability.BLOCK_JOBS);
    StorageVolume base = empty("base.qcow2");
    Mark low = new Mark(1 << 20, (byte) 1);
    Mark high = new Mark(2 << 20, (byte) 2);
    StorageVolume middle = marked("middle.qcow2", base, BackingFormat.QCOW2, low);
    StorageVolume top = marked("top.qcow2", middle, BackingFormat.QCOW2, high);
    StorageVolume below = filled("below.img");
    StorageVolume other = overlay("other.qcow2", below, VolumeFormat.RAW);
    Domain domain = running("-a", other, top);

    domain.disk("vdb").blockCommit(base.path(), ProgressListener.NONE, LONG);

    assertThat(domain.disk("vdb").chain()).containsExactly(base.path());
    assertThat(domain.disk("vda").chain()).containsExactly(other.path(), below.path());
    assertThat(domain.definitionXml()).contains(base.path()).doesNotContain(top.path());
    domain.destroy();
    byte[] expected = new byte[(int) SIZE.bytes()];
    low.on(expected);
    high.on(expected);
    assertThat(seen(base)).isEqualTo(expected);
    assertThat(seen(below)).isEqualTo(contentOf(below.name()));
    domain.start();
    assertThat(domain.disk("vdb").chain()).containsExactly(base.path());
  }

  @Test
  void blockCommit_isRefused_whenAnotherVolumeOrDomainNeedsTheImage() {
    needs(Capability.BLOCK_JOBS);
    StorageVolume base = empty("base.qcow2");
    StorageVolume top = overlay("top.qcow2", base, VolumeFormat.QCOW2);
    Domain domain = running("-a", top);
    StorageVolume other = overlay("other.qcow2", base, VolumeFormat.QCOW2);

    assertThatThrownBy(() -> domain.disk("vda").blockCommit(base.path()))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining(other.path());
    other.delete();
    guest("-b", base);
    assertThatThrownBy(() -> domain.disk("vda").blockCommit(base.path()))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining(run + "-b");
    assertThat(domain.disk("vda").chain()).containsExactly(top.path(), base.path());
  }

  @Test
  void blockCommit_isRefused_whenTheImageIsNotBelow_orASnapshotNeedsIt() {
    needs(Capability.BLOCK_JOBS);
    StorageVolume base = empty("base.qcow2");
    Domain domain = running("-a", base);
    DomainDisk disk = domain.disk("vda");
    assertThatThrownBy(() -> disk.blockCommit(base.path()))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("not lie below")
        .hasMessageContaining(base.path());

    domain.snapshots().create(s -> s.name("one").kind(SnapshotKind.EXTERNAL));

    assertThatThrownBy(() -> disk.blockCommit(base.path()))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("snapshot");
  }

  @Test
  void blockJobs_areRefused_whenTheDomainIsOff() {
    needs(Capability.BLOCK_JOBS);
    Domain domain = guest("-a", empty("a.qcow2"));

    assertThatThrownBy(() -> domain.disk("vda").blockPull()).isInstanceOf(ConflictException.class);
    assertThatThrownBy(() -> domain.disk("vda").blockCommit("/x"))
        .isInstanceOf(ConflictException.class);
  }

  /** What a listener is told; never more than there is. */
  private static final class Seen extends Told {
    @Override
    public void advanced(Progress progress) {
      super.advanced(progress);
      assertThat(progress.done()).isBetween(0L, LARGE.bytes());
    }
  }
}
