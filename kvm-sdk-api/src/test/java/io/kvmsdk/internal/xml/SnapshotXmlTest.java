package io.kvmsdk.internal.xml;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.SnapshotDisk;
import io.kvmsdk.domain.SnapshotInfo;
import io.kvmsdk.domain.SnapshotKind;
import io.kvmsdk.domain.SnapshotSpec;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SnapshotXmlTest {
  @Test
  void of_writesWhatTheSpecSets() {
    String xml =
        SnapshotXml.of(
                SnapshotSpec.builder()
                    .name("one")
                    .description("<&>")
                    .kind(SnapshotKind.EXTERNAL)
                    .memoryFile("/m")
                    .addDisk(SnapshotDisk.external("vda", "/o"))
                    .addDisk(SnapshotDisk.excluded("vdb"))
                    .build())
            .toXml();

    assertThat(xml)
        .contains("<description>&lt;&amp;&gt;</description>")
        .containsPattern("<memory (snapshot=.external. file=./m.|file=./m. snapshot=.external.)/>")
        .contains("<source file='/o'/>")
        .contains("snapshot='no'");
  }

  @Test
  void info_readsLibvirtsDocument_whichKeepsWhatIsNotModelled() {
    SnapshotXml snapshot =
        SnapshotXml.parse(
            """
            <domainsnapshot>
              <name>two</name>
              <description>d</description>
              <state>running</state>
              <parent><name>one</name></parent>
              <creationTime>1795280972</creationTime>
              <memory snapshot='internal'/>
              <disks>
                <disk name='vda' snapshot='internal'/>
                <disk name='vdb' snapshot='external' type='file'>
                  <driver type='qcow2'/><source file='/pool/b.two'/>
                </disk>
                <disk name='sda' snapshot='no'/>
              </disks>
              <domain type='qemu'><name>web</name></domain>
              <cookie><cpu mode='custom'/></cookie>
            </domainsnapshot>
            """);

    SnapshotInfo info = snapshot.info();
    assertThat(info.kind()).isEqualTo(SnapshotKind.EXTERNAL);
    assertThat(info.created()).isEqualTo(Instant.ofEpochSecond(1795280972));
    assertThat(info.state()).contains(DomainState.RUNNING);
    assertThat(info.parent()).contains("one");
    assertThat(info.disks())
        .containsExactly(
            SnapshotDisk.internal("vda"),
            SnapshotDisk.external("vdb", "/pool/b.two"),
            SnapshotDisk.excluded("sda"));
    assertThat(snapshot.domain().orElseThrow().name()).isEqualTo("web");
    assertThat(snapshot.toXml()).contains("<cookie>");
  }
}
