package io.kvmsdk.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.domain.BackupDisk;
import io.kvmsdk.domain.BackupServer;
import io.kvmsdk.domain.BackupSpec;
import io.kvmsdk.domain.Checkpoint;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainJob;
import io.kvmsdk.domain.PullBackup;
import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.testkit.contract.Told;
import io.kvmsdk.value.ByteSize;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What backups of a fake domain do in time, and when they fail. */
class FakeBackupsTest {
  private static final Duration LONG = Duration.ofHours(1);

  private final FakeHypervisor kvm = FakeHypervisor.create();
  private Domain domain;
  private BackupSpec spec;
  private List<String> before;

  @BeforeEach
  void start() {
    kvm.storagePools().get("default").create(v -> v.name("web.qcow2").capacity(ByteSize.gib(4)));
    domain =
        kvm.domains()
            .define(
                d ->
                    d.name("web")
                        .memory(ByteSize.gib(1))
                        .disk(k -> k.volume("default", "web.qcow2")));
    domain.start();
    spec =
        BackupSpec.builder()
            .folder(kvm.storagePools().get("default").spec().target())
            .checkpoint("one")
            .build();
    before = kvm.leftovers();
  }

  @AfterEach
  void removeItsFiles() {
    kvm.close();
  }

  private void assertNothingIsLeft() {
    assertThat(kvm.leftovers()).isEqualTo(before);
    assertThat(domain.checkpoints().list()).isEmpty();
    assertThat(domain.backups().xml()).isEmpty();
  }

  @Test
  void push_takesTime_byTheDisks() {
    Duration begun = kvm.clock().elapsed();

    DomainJob job = domain.backups().push(spec).job();

    assertThat(kvm.clock().elapsed().minus(begun))
        .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(6));
    assertThat(job.disk().total()).isEqualTo(ByteSize.gib(4));
    assertThat(domain.completedJob()).map(DomainJob::kind).contains(DomainJob.Kind.COMPLETED);
  }

  @Test
  void push_leavesNothing_whenSomebodyElseAbortsIt() {
    assertThatThrownBy(() -> domain.backups().push(spec, Told.onceUnderWay(domain::abortJob), LONG))
        .isInstanceOf(CancelledException.class)
        .hasMessageContaining("aborted");
    assertNothingIsLeft();
  }

  @Test
  void push_leavesNothing_whenTheHostFailsAtItsEnd() {
    kvm.failOn(Operation.BACKUP_BEGIN, Fault.diskFull().afterBytes(1));

    assertThatThrownBy(() -> domain.backups().push(spec))
        .isInstanceOf(KvmException.class)
        .hasMessageContaining("its backup failed");
    kvm.failNoMore();
    assertNothingIsLeft();
  }

  /** A checkpoint is only deleted while its domain runs. */
  @Test
  void push_leavesNoFiles_andTellsOfTheCheckpoint_whenTheDomainStops() {
    assertThatThrownBy(() -> domain.backups().push(spec, Told.onceUnderWay(domain::destroy), LONG))
        .isInstanceOf(KvmException.class)
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1))
        .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessageContaining("does not run"));
    assertThat(kvm.leftovers()).isEqualTo(before);
    assertThat(domain.checkpoints().list()).extracting(Checkpoint::name).containsExactly("one");
  }

  @Test
  void push_goesOn_whileTheDaemonIsAway() {
    ProgressListener restart =
        Told.onceUnderWay(
            () -> {
              kvm.stopDaemon();
              kvm.clock().schedule(Duration.ofSeconds(1), kvm::startDaemon);
            });

    assertThat(domain.backups().push(spec, restart, LONG).checkpoint()).isPresent();
  }

  @Test
  void push_leavesNothing_whenTheImageThatItGoesOverCannotBeMade() {
    kvm.failOn(Operation.BACKUP_BEGIN, Fault.connectionLost());
    String folder = spec.folder().orElseThrow();
    BackupSpec over =
        BackupSpec.builder()
            .addDisk(BackupDisk.file("vda", folder + "/next.qcow2").over(folder + "/web.qcow2"))
            .build();

    assertThatThrownBy(() -> domain.backups().push(over))
        .isInstanceOf(ConnectionLostException.class);
    kvm.failNoMore();
    assertNothingIsLeft();
  }

  @Test
  void pull_endsWithItsDomain() {
    domain.backups().pull(b -> b.server(BackupServer.unix("/run/backup.sock")));
    assertThat(kvm.leftovers()).hasSize(before.size() + 1);

    domain.destroy();

    assertNothingIsLeft();
  }

  @Test
  void abortJob_isContent_whereTheJobEndsMeanwhile() {
    PullBackup backup = domain.backups().pull(b -> b.server(BackupServer.unix("/run/backup.sock")));
    kvm.failOn(
        Operation.DOMAIN_JOB_ABORT,
        Fault.of(
            subject -> {
              kvm.failNoMore();
              backup.close();
              return new ConflictException(subject, "no job is active on the domain", "");
            }));

    domain.abortJob();

    assertNothingIsLeft();
  }

  @Test
  void abortJob_tellsOfAJobThatCannotBeAborted() {
    PullBackup backup = domain.backups().pull(b -> b.server(BackupServer.unix("/run/backup.sock")));
    kvm.failOn(
        Operation.DOMAIN_JOB_ABORT,
        Fault.of(subject -> new ConflictException(subject, "cannot abort this", "")).once());

    assertThatThrownBy(domain::abortJob).isInstanceOf(ConflictException.class);
    assertThat(backup.active()).isTrue();
  }
}
