package io.kvmsdk.internal.xml;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.domain.BackupDisk;
import io.kvmsdk.domain.BackupExport;
import io.kvmsdk.domain.BackupServer;
import io.kvmsdk.domain.BackupSpec;
import io.kvmsdk.domain.CheckpointInfo;
import io.kvmsdk.domain.CheckpointSpec;
import io.kvmsdk.domain.PullBackupSpec;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documents of backups and checkpoints; libvirt's schemas judge what is written. */
@RequiresTool(
    value = {"xmllint", "--version"},
    debianPackage = "libxml2-utils")
@RequiresTool(
    value = {"virt-xml-validate", "--version"},
    debianPackage = "libvirt-clients")
class BackupXmlTest {
  @TempDir Path folder;

  private String valid(String xml, String schema) throws Exception {
    Path file = Files.writeString(folder.resolve("document.xml"), xml);
    Tool.run("xmllint", "--noout", "--relaxng", "/usr/share/libvirt/schemas/" + schema, file)
        .orFail();
    return xml;
  }

  @Test
  void of_aPushBackup_writesWhatTheSpecSets() throws Exception {
    BackupSpec spec =
        BackupSpec.builder()
            .since("one")
            .addDisk(BackupDisk.file("vda", "/b/a & b.qcow2"))
            .addDisk(BackupDisk.block("vdb", "/dev/vg/b").format(VolumeFormat.RAW).inFull())
            .addDisk(BackupDisk.file("vdc", "/b/c").since("two"))
            .build();

    assertThat(valid(BackupXml.of(spec).toXml(), "domainbackup.rng"))
        .contains(
            "mode='push'", "<incremental>one</incremental>", "<target file='/b/a &amp; b.qcow2'/>")
        .contains("<target dev='/dev/vg/b'/>", "backupmode='full'", "<driver type='raw'/>")
        .contains("incremental='two'");
  }

  @Test
  void of_aPullBackup_writesWhatTheSpecSets() throws Exception {
    PullBackupSpec spec =
        PullBackupSpec.builder()
            .server(BackupServer.tcp("10.0.0.1", 10809).withTls())
            .addDisk(BackupDisk.of("vda"))
            .addDisk(BackupDisk.file("vdb", "/s/b"))
            .build();

    assertThat(valid(BackupXml.of(spec).toXml(), "domainbackup.rng"))
        .contains("mode='pull'", "tls='yes'", "name='10.0.0.1'", "<scratch file='/s/b'/>");
    PullBackupSpec unix = PullBackupSpec.builder().server(BackupServer.unix("/s")).build();
    assertThat(valid(BackupXml.of(unix).toXml(), "domainbackup.rng"))
        .contains("socket='/s'")
        .doesNotContain("<disks");
  }

  @Test
  void exports_areWhatNbdClientsTake() {
    assertThat(exports("transport='unix' socket='/run/a b&amp;c?/ü.sock'"))
        .isEqualTo("nbd+unix:///vda%23?socket=/run/a%20b%26c%3F/%C3%BC.sock");
    assertThat(exports("name='10.0.0.1' port='10809'")).isEqualTo("nbd://10.0.0.1:10809/vda%23");
    assertThat(exports("tls='yes' transport='tcp' name='fe80::1' port='1'"))
        .isEqualTo("nbds://[fe80::1]:1/vda%23");
  }

  private static String exports(String server) {
    BackupXml backup =
        BackupXml.parse(
            """
            <domainbackup mode='pull'>
              <server %s/>
              <disks>
                <disk name='vda' backup='yes' type='file' backupmode='incremental'
                    incremental='c1' exportname='vda#' exportbitmap='backup-vda' index='9'>
                  <driver type='qcow2'/><scratch file='/a.1795314650'/>
                </disk>
                <disk name='vdb' backup='no'/>
              </disks>
            </domainbackup>
            """
                .formatted(server));
    assertThat(backup.exports()).hasSize(1);
    BackupExport export = backup.exports().get(0);
    assertThat(export.name()).isEqualTo("vda#");
    assertThat(export.context()).contains("qemu:dirty-bitmap:backup-vda");
    return export.uri().toString();
  }

  @Test
  void of_aCheckpoint_writesWhatTheSpecSets() throws Exception {
    CheckpointSpec spec =
        CheckpointSpec.builder().name("one").description("<&>").addDisk("vda").build();

    assertThat(valid(CheckpointXml.of(spec).toXml(), "domaincheckpoint.rng"))
        .contains("<description>&lt;&amp;&gt;</description>", "checkpoint='bitmap'");
    CheckpointSpec all = CheckpointSpec.builder().name("one").build();
    assertThat(valid(CheckpointXml.of(all).toXml(), "domaincheckpoint.rng"))
        .doesNotContain("<disks");
  }

  @Test
  void info_readsLibvirtsCheckpoint() {
    CheckpointXml checkpoint =
        CheckpointXml.parse(
            """
            <domaincheckpoint>
              <name>two</name>
              <parent><name>one</name></parent>
              <creationTime>1795280972</creationTime>
              <disks>
                <disk name='vda' checkpoint='bitmap' bitmap='two' size='65536'/>
                <disk name='vdb' checkpoint='no'/>
              </disks>
              <domain type='qemu'><name>web</name></domain>
            </domaincheckpoint>
            """);

    CheckpointInfo info = checkpoint.info();
    assertThat(info.parent()).contains("one");
    assertThat(info.description()).isEqualTo(Optional.empty());
    assertThat(info.created()).isEqualTo(Instant.ofEpochSecond(1795280972));
    assertThat(info.disks()).containsExactly(new CheckpointInfo.Disk("vda", "two"));
    assertThat(checkpoint.changes()).isEqualTo(Map.of("vda", ByteSize.kib(64)));
    assertThat(checkpoint.domain().orElseThrow().name()).isEqualTo("web");
  }
}
