package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.domain.BackupDisk;
import io.kvmsdk.domain.BackupExport;
import io.kvmsdk.domain.BackupServer;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainJob;
import io.kvmsdk.domain.PullBackup;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.Subject;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What {@code Backups} promises, beside what copies are. */
public abstract class BackupContract extends PushBackupContract {
  @Test
  void backups_areRefused_whileTheDomainIsOff() {
    needs(Capability.BACKUPS);
    Domain domain = guest("-a", empty("a.qcow2"));

    assertThatThrownBy(() -> domain.backups().push(b -> b.folder(poolFolder(run))))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("Start it");
    assertThatThrownBy(() -> domain.backups().pull(b -> b.server(BackupServer.unix(socket()))))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("Start it");
    assertThat(domain.backups().xml()).isEmpty();
  }

  private String socket() {
    return "/var/lib/libvirt/qemu/" + run + ".sock";
  }

  @Test
  void pull_showsTheDisks_untilItIsClosed() {
    needs(Capability.BACKUPS);
    Domain domain = running("-a", empty("a.qcow2"), empty("b.qcow2"));
    domain.checkpoints().create(c -> c.name("one").addDisk("vda"));

    try (PullBackup backup =
        domain
            .backups()
            .pull(
                b ->
                    b.server(BackupServer.unix(socket()))
                        .since("one")
                        .addDisk(BackupDisk.file("vda", copies("scratch")))
                        .addDisk(BackupDisk.of("vdb").inFull())
                        .checkpoint("two"))) {
      assertThat(backup.active()).isTrue();
      assertThat(backup.exports()).extracting(BackupExport::target).containsExactly("vda", "vdb");
      BackupExport vda = backup.exports().get(0);
      assertThat(vda.uri()).hasToString("nbd+unix:///vda?socket=" + socket());
      assertThat(vda.context()).contains("qemu:dirty-bitmap:backup-vda");
      assertThat(backup.exports().get(1).bitmap()).isEmpty();
      assertThat(domain.backups().xml().orElseThrow()).contains(socket(), copies("scratch"));
      assertThat(domain.job().orElseThrow().operation()).isEqualTo(DomainJob.Operation.BACKUP);
      assertThat(volumes()).hasSize(4).contains("scratch");
      assertThatThrownBy(() -> domain.backups().push(b -> b.folder(poolFolder(run))))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("BACKUP");
      backup.close();
      assertThat(backup.active()).isFalse();
    }
    assertThat(domain.job()).isEmpty();
    assertThat(volumes()).containsExactly("a.qcow2", "b.qcow2");
    assertThat(domain.checkpoints().list()).hasSize(2);
  }

  @Test
  void abort_takesTheCheckpointBack() {
    needs(Capability.BACKUPS);
    Domain domain = running("-a", empty("a.qcow2"));

    PullBackup backup =
        domain.backups().pull(b -> b.server(BackupServer.unix(socket())).checkpoint("one"));
    assertThat(backup.checkpoint()).isEqualTo(domain.checkpoints().find("one"));
    assertThat(backup.checkpoint()).isPresent();
    backup.abort();
    backup.abort();

    assertThat(domain.checkpoints().list()).isEmpty();
    assertThat(domain.job()).isEmpty();
  }

  @Test
  void close_leavesLaterBackupsAlone() {
    needs(Capability.BACKUPS);
    Domain domain = running("-a", empty("a.qcow2"));
    PullBackup first =
        domain
            .backups()
            .pull(
                b ->
                    b.server(BackupServer.unix(socket()))
                        .addDisk(BackupDisk.file("vda", copies("first"))));
    domain.abortJob();
    kvm.pacer()
        .await(
            Subject.of("backup", "first"),
            "its end",
            LONG,
            () -> first.active() ? Optional.empty() : Optional.of(true),
            () -> "");

    try (PullBackup second =
        domain
            .backups()
            .pull(
                b ->
                    b.server(BackupServer.tcp("127.0.0.1", 10999))
                        .addDisk(BackupDisk.file("vda", copies("second"))))) {
      first.close();
      assertThat(second.active()).isTrue();
      assertThat(second.exports().get(0).uri()).hasToString("nbd://127.0.0.1:10999/vda");
      domain.destroy();
      assertThat(second.active()).isFalse();
    }
    assertThat(volumes()).containsExactly("a.qcow2");
  }
}
