package io.kvmsdk.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.value.ByteSize;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MigrationSpecTest {
  @Test
  void byDefault_itMovesAsAWhole_andLive() {
    MigrationSpec spec = MigrationSpec.builder().build();

    assertThat(spec.live()).isTrue();
    assertThat(spec.undefineSource()).isTrue();
    assertThat(spec.persistDestination()).isTrue();
    assertThat(spec.disks()).isEqualTo(MigrationDisks.SHARED);
    assertThat(spec.route()).isEqualTo(MigrationRoute.DIRECT);
  }

  @Test
  void whatContradictsItself_isRefused_allAtOnce() {
    MigrationSpec.Builder spec =
        MigrationSpec.builder()
            .addCopiedDisk("vda")
            .diskPort(1)
            .persistDestination(false)
            .destinationUri(URI.create("qemu+tcp://other/system"))
            .bandwidth(ByteSize.kib(1))
            .maxDowntime(Duration.ZERO)
            .parallelConnections(0);

    assertThatThrownBy(spec::build)
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("copiedDisks")
        .hasMessageContaining("diskPort")
        .hasMessageContaining("nowhere")
        .hasMessageContaining("destinationUri")
        .hasMessageContaining("bandwidth")
        .hasMessageContaining("maxDowntime")
        .hasMessageContaining("parallelConnections");
  }

  /** libvirt refuses each of these, some in words that nobody understands. */
  @Test
  void aTunnel_isOneConnectionOfTheDaemons() {
    MigrationSpec.Builder spec =
        MigrationSpec.builder()
            .route(MigrationRoute.TUNNELLED)
            .disks(MigrationDisks.COPIED)
            .dataUri(URI.create("tcp://10.0.0.2"))
            .parallelConnections(2)
            .tls(true);

    assertThatThrownBy(spec::build)
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("a tunnel does not copy any disks")
        .hasMessageContaining("a tunnel has no dataUri")
        .hasMessageContaining("a tunnel is one connection")
        .hasMessageContaining("a tunnel is as safe as the daemons' connection");
  }

  @Test
  void postCopyAndTls_areMeant_whereTheirDetailsAreSaid() {
    assertThat(MigrationSpec.builder().postCopyAfter(Duration.ofSeconds(1)).build().postCopy())
        .isTrue();
    assertThat(MigrationSpec.builder().tlsDestination("other").build().tls()).isTrue();
    assertThatThrownBy(
            () ->
                MigrationSpec.builder()
                    .postCopy(false)
                    .postCopyAfter(Duration.ofSeconds(1))
                    .tls(false)
                    .tlsDestination("other")
                    .undefineSource(false)
                    .persistDestination(false)
                    .persistentXml("<domain/>")
                    .build())
        .hasMessageContaining("postCopyAfter")
        .hasMessageContaining("tlsDestination")
        .hasMessageContaining("persistentXml");
  }
}
