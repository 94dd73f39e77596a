package io.kvmsdk.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.storage.VolumeFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BackupSpecTest {
  @Test
  void build_tellsAllThatIsWrong() {
    assertThatThrownBy(
            () ->
                BackupSpec.builder()
                    .addDisk(BackupDisk.of("vda"))
                    .addDisk(BackupDisk.file("vda", "relative").format(VolumeFormat.ISO))
                    .addDisk(BackupDisk.of("vdb").image(DiskSource.volume("p", "v")))
                    .checkpoint(c -> c.name("one").quiesce(true))
                    .build())
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("without a folder each disk needs an image")
        .hasMessageContaining("named twice")
        .hasMessageContaining("RAW or QCOW2")
        .hasMessageContaining("a file or a block device")
        .hasMessageContaining("absolute path")
        .hasMessageContaining("quiesce");
    assertThatThrownBy(() -> BackupSpec.builder().build())
        .hasMessageContaining("neither disks nor a folder");
    assertThatThrownBy(() -> BackupSpec.builder().folder("relative").build())
        .hasMessageContaining("absolute path");
  }

  @Test
  void build_ofAPullBackup_tellsAllThatIsWrong() {
    assertThatThrownBy(
            () ->
                PullBackupSpec.builder()
                    .server(BackupServer.tcp("localhost", 70000))
                    .addDisk(BackupDisk.of("vda").format(VolumeFormat.RAW))
                    .build())
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("1 to 65535")
        .hasMessageContaining("QCOW2");
    assertThatThrownBy(() -> PullBackupSpec.builder().server(BackupServer.unix("relative")).build())
        .hasMessageContaining("absolute path");
  }

  @Test
  void build_ofACheckpoint_tellsAllThatIsWrong() {
    assertThatThrownBy(
            () -> CheckpointSpec.builder().name(".a/b").addDisk("vda").addDisk("vda").build())
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("must not begin with a dot")
        .hasMessageContaining("must not hold '/'")
        .hasMessageContaining("named twice");
  }

  @Test
  void backupDisk_isEitherInFull_orSince() {
    BackupDisk disk = BackupDisk.block("vda", "/dev/vg/copy");

    assertThat(disk.path()).contains("/dev/vg/copy");
    assertThat(disk.inFull().since("one").full()).isFalse();
    assertThat(disk.since("one").inFull().since()).isEqualTo(Optional.empty());
  }
}
