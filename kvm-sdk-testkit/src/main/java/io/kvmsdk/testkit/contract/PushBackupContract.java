package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.domain.BackupDisk;
import io.kvmsdk.domain.BackupResult;
import io.kvmsdk.domain.BackupSpec;
import io.kvmsdk.domain.Checkpoint;
import io.kvmsdk.domain.CheckpointInfo;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainJob;
import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.progress.Progress;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.qcow2.BackingFormat;
import io.kvmsdk.qcow2.QcowImage;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code Backups} promises of copies that QEMU makes. */
abstract class PushBackupContract extends ImageContract {
  /** QEMU takes a while to copy that. */
  private static final ByteSize LARGE = ByteSize.mib(192);

  static final Duration LONG = Duration.ofMinutes(2);
  private static final Mark FIRST = new Mark(1 << 20, (byte) 1);
  private static final Mark SECOND = new Mark(2 << 20, (byte) 2);

  /** Lets the guest write to its disk {@code target}, as {@code vda}. */
  protected abstract void guestWrites(Domain domain, String target, Mark mark);

  final String copies(String name) {
    return poolFolder(run) + "/" + name;
  }

  final List<String> volumes() {
    pool().refresh();
    return pool().list().stream().map(StorageVolume::name).sorted().toList();
  }

  private Path fetched(String name) {
    pool().refresh();
    Path image = local.resolve(name);
    pool().get(name).download(image, ProgressListener.NONE);
    return image;
  }

  private static byte[] content(Mark... marks) {
    byte[] content = new byte[(int) SIZE.bytes()];
    for (Mark mark : marks) {
      mark.on(content);
    }
    return content;
  }

  @Test
  void push_copiesTheDisks_asTheyAre() throws IOException {
    needs(Capability.BACKUPS);
    Domain domain = running("-a", empty("a.qcow2"), filled("b.img"));
    guestWrites(domain, "vda", FIRST);
    List<Progress> heard = new ArrayList<>();

    BackupResult result =
        domain
            .backups()
            .push(
                BackupSpec.builder()
                    .addDisk(BackupDisk.file("vda", copies("vda.full")))
                    .addDisk(BackupDisk.file("vdb", copies("vdb.full")).format(VolumeFormat.RAW))
                    .build(),
                new ProgressListener() {
                  @Override
                  public void finished(Progress progress) {
                    heard.add(progress);
                  }
                },
                LONG);

    assertThat(seen(fetched("vda.full"), VolumeFormat.QCOW2)).isEqualTo(content(FIRST));
    assertThat(seen(fetched("vdb.full"), VolumeFormat.RAW)).isEqualTo(contentOf("b.img"));
    assertThat(result.checkpoint()).isEmpty();
    assertThat(result.disks())
        .extracting(d -> d.path().orElseThrow())
        .containsExactly(copies("vda.full"), copies("vdb.full"));
    assertThat(result.job().kind()).isEqualTo(DomainJob.Kind.COMPLETED);
    assertThat(result.job().operation()).isEqualTo(DomainJob.Operation.BACKUP);
    assertThat(result.job().disk().total()).isEqualTo(ByteSize.mib(16));
    assertThat(heard).extracting(Progress::done).containsExactly(2 * SIZE.bytes());
    assertThat(domain.job()).isEmpty();
    assertThat(domain.backups().xml()).isEmpty();
    assertThat(volumes()).containsExactly("a.qcow2", "b.img", "vda.full", "vdb.full");
  }

  @Test
  void push_incremental_copiesWhatWasWrittenSince_andTheChainReadsAsTheDisk() throws IOException {
    needs(Capability.BACKUPS);
    Domain domain = running("-a", empty("a.qcow2"));
    guestWrites(domain, "vda", FIRST);
    Checkpoint monday =
        domain
            .backups()
            .push(b -> b.addDisk(BackupDisk.file("vda", copies("full"))).checkpoint("monday"))
            .checkpoint()
            .orElseThrow();
    guestWrites(domain, "vda", SECOND);

    BackupResult tuesday =
        domain
            .backups()
            .push(
                b ->
                    b.since("monday")
                        .addDisk(BackupDisk.file("vda", copies("increment")))
                        .checkpoint("tuesday"));

    assertThat(monday.info().disks()).containsExactly(new CheckpointInfo.Disk("vda", "monday"));
    assertThat(tuesday.checkpoint().orElseThrow().parent()).contains(monday);
    assertThat(tuesday.job().disk().processed()).isEqualTo(ByteSize.kib(64));
    Path increment = fetched("increment");
    assertThat(backing("increment")).isEqualTo(copies("a.qcow2"));
    QcowImage.rebaseUnsafe(increment, fetched("full").toString(), BackingFormat.QCOW2);
    assertThat(seen(increment, VolumeFormat.QCOW2)).isEqualTo(content(FIRST, SECOND));
  }

  private String backing(String name) {
    pool().refresh();
    return pool().get(name).spec().backingStore().orElseThrow().path();
  }

  @Test
  void push_over_makesAChain_thatReadsAsTheDisk() throws IOException {
    needs(Capability.BACKUPS);
    Domain domain = running("-a", empty("a.qcow2"), filled("b.img"));
    guestWrites(domain, "vda", FIRST);
    domain.backups().push(b -> b.addDisk(BackupDisk.file("vda", copies("full"))).checkpoint("one"));
    guestWrites(domain, "vda", SECOND);
    BackupSpec spec =
        BackupSpec.builder()
            .since("one")
            .addDisk(BackupDisk.file("vda", copies("next")).over(copies("full")))
            .addDisk(BackupDisk.file("vdb", copies("b")).format(VolumeFormat.RAW).inFull())
            .build();

    domain.backups().push(spec);

    assertThat(backing("next")).isEqualTo(copies("full"));
    pool().get("next").clone("restored");
    assertThat(seen(fetched("restored"), VolumeFormat.QCOW2)).isEqualTo(content(FIRST, SECOND));
    assertThat(seen(fetched("b"), VolumeFormat.RAW)).isEqualTo(contentOf("b.img"));
    BackupSpec wrong =
        spec.toBuilder()
            .since("two")
            .disks(List.of(BackupDisk.file("vda", copies("last")).over(copies("next"))))
            .build();
    assertThatThrownBy(() -> domain.backups().push(wrong)).isInstanceOf(NotFoundException.class);
    assertThat(volumes()).containsExactly("a.qcow2", "b", "b.img", "full", "next", "restored");
  }

  @Test
  void push_intoAFolder_takesAllDisks_andNotesThoseThatHaveBitmaps() {
    needs(Capability.BACKUPS);
    Domain domain = running("-a", empty("a.qcow2"), filled("b.img"));

    BackupResult full = domain.backups().push(b -> b.folder(poolFolder(run)).checkpoint("one"));

    assertThat(volumes()).contains("vda.qcow2", "vdb.qcow2");
    assertThat(full.checkpoint().orElseThrow().info().disks())
        .extracting(CheckpointInfo.Disk::target)
        .containsExactly("vda");
    BackupResult next =
        domain
            .backups()
            .push(
                b ->
                    b.since("one")
                        .addDisk(BackupDisk.file("vda", copies("vda.next")))
                        .addDisk(BackupDisk.file("vdb", copies("vdb.next")).inFull()));
    assertThat(next.job().disk().total()).isEqualTo(SIZE);
  }

  @Test
  void push_intoOverlaysThatAreThere_keepsWhatLiesBelow() {
    needs(Capability.BACKUPS);
    Domain domain = running("-a", empty("a.qcow2"));
    domain.backups().push(b -> b.addDisk(BackupDisk.file("vda", copies("full"))).checkpoint("one"));
    pool().refresh();
    StorageVolume over = overlay("over", pool().get("full"), VolumeFormat.QCOW2);
    guestWrites(domain, "vda", FIRST);

    domain
        .backups()
        .push(b -> b.since("one").reuse(true).addDisk(BackupDisk.file("vda", over.path())));

    pool().refresh();
    assertThat(pool().get("over").spec().backingStore().orElseThrow().path())
        .isEqualTo(copies("full"));
  }

  @Test
  void push_isRefused_whenAFileIsThereAlready() throws IOException {
    needs(Capability.BACKUPS);
    StorageVolume there = filled("there.img");
    Domain domain = running("-a", empty("a.qcow2"));

    assertThatThrownBy(
            () ->
                domain
                    .backups()
                    .push(b -> b.addDisk(BackupDisk.file("vda", there.path())).checkpoint("one")))
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessageContaining(there.path());
    assertThat(domain.checkpoints().list()).isEmpty();
    assertThat(seen(there)).isEqualTo(contentOf("there.img"));
  }

  @Test
  void push_isRefused_sinceACheckpointThatIsNotThere_orWhoseBitmapIsGone() {
    needs(Capability.BACKUPS);
    Domain domain = running("-a", empty("a.qcow2"));
    BackupSpec spec =
        BackupSpec.builder()
            .since("one")
            .addDisk(BackupDisk.file("vda", copies("increment")))
            .checkpoint("two")
            .build();

    assertThatThrownBy(() -> domain.backups().push(spec))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("one");
    Checkpoint one = domain.checkpoints().create(c -> c.name("one"));
    String kept = one.xml();
    one.delete();
    domain.checkpoints().redefine(kept, false);
    assertThatThrownBy(() -> domain.backups().push(spec))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("full backup");
    assertThat(domain.checkpoints().list()).containsExactly(one);
    assertThat(volumes()).containsExactly("a.qcow2");
  }

  @Test
  void push_leavesNothing_whenItIsInterrupted_orOutOfTime() {
    needs(Capability.BACKUPS);
    Domain domain = running("-a", empty("a.qcow2"), filled("b.img", LARGE));
    BackupSpec spec = BackupSpec.builder().folder(poolFolder(run)).checkpoint("one").build();

    assertThat(givenUp(domain, spec, Told.interrupting(), LONG))
        .isInstanceOf(CancelledException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(domain.checkpoints().list()).isEmpty();
    assertThat(volumes()).containsExactly("a.qcow2", "b.img");
    assertThat(givenUp(domain, spec, ProgressListener.NONE, Duration.ofMillis(1)))
        .isInstanceOf(TimedOutException.class)
        .hasMessageContaining("backing up");
    assertThat(domain.job()).isEmpty();
    assertThat(domain.checkpoints().list()).isEmpty();
    assertThat(volumes()).containsExactly("a.qcow2", "b.img");
    domain.backups().push(spec);
  }

  /** QEMU may be quicker than we, and then all is done: once more. */
  private KvmException givenUp(
      Domain domain, BackupSpec spec, ProgressListener listener, Duration atMost) {
    for (int i = 0; i < 100; i++) {
      try {
        BackupResult done = domain.backups().push(spec, listener, atMost);
        Thread.interrupted();
        done.checkpoint().orElseThrow().delete();
        pool().refresh();
        List.of("vda.qcow2", "vdb.qcow2").forEach(copy -> pool().get(copy).delete());
      } catch (KvmException e) {
        return e;
      }
    }
    throw new AssertionError("it could not be given up in time");
  }

  @Test
  void backup_leavesNothing_whenItCannotBegin() {
    needs(Capability.BACKUPS);
    Domain domain = running("-a", empty("a.qcow2"), empty("b.qcow2"));

    assertThatThrownBy(
            () ->
                domain
                    .backups()
                    .push(
                        b ->
                            b.addDisk(BackupDisk.file("vda", copies("vda.full")))
                                .addDisk(BackupDisk.file("vdb", copies("nowhere/vdb.full")))
                                .checkpoint("one")))
        .isInstanceOf(KvmException.class);
    assertThat(volumes()).containsExactly("a.qcow2", "b.qcow2");
    assertThat(domain.checkpoints().list()).isEmpty();
    assertThat(domain.job()).isEmpty();
  }
}
