package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.kvmsdk.domain.MigrationDisks;
import io.kvmsdk.domain.MigrationRoute;
import io.kvmsdk.domain.MigrationSpec;
import io.kvmsdk.libvirt.RequiresLibvirt;
import io.kvmsdk.value.ByteSize;
import java.lang.ref.Reference;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What specs are in the numbers and names of libvirt-domain.h. */
@RequiresLibvirt
class LibvirtMigrationsTest {
  /** UNDEFINE_SOURCE and PERSIST_DEST; of a domain that runs, LIVE and ABORT_ON_ERROR, too. */
  private static final int OFF = 0x18 | 0x400;

  private static final int RUNNING = 0x18 | 0x1 | 0x1000;

  private static MigrationSpec spec(Consumer<MigrationSpec.Builder> options) {
    MigrationSpec.Builder spec = MigrationSpec.builder();
    options.accept(spec);
    return spec.build();
  }

  private static Map<String, Object> parameters(Consumer<MigrationSpec.Builder> options) {
    TypedParams parameters = LibvirtMigrations.parameters(spec(options));
    Map<String, Object> read = TypedParams.read(parameters.array(), parameters.count());
    Reference.reachabilityFence(parameters);
    return read;
  }

  private static int flags(Consumer<MigrationSpec.Builder> options) {
    return LibvirtMigrations.flags(spec(options), true);
  }

  @Test
  void flags_areThoseOfVirDomainMigrateFlags() {
    assertThat(flags(s -> {})).isEqualTo(RUNNING);
    assertThat(LibvirtMigrations.flags(spec(s -> {}), false)).isEqualTo(OFF);
    assertThat(flags(s -> s.live(false))).isEqualTo(RUNNING & ~0x1);
    assertThat(flags(s -> s.undefineSource(false))).isEqualTo(RUNNING & ~0x10);
    assertThat(flags(s -> s.undefineSource(false).persistDestination(false)))
        .isEqualTo(RUNNING & ~0x18);
    assertThat(flags(s -> s.unsafe(true))).isEqualTo(RUNNING | 0x200);
    assertThat(flags(s -> s.addCompression("mt"))).isEqualTo(RUNNING | 0x800);
    assertThat(flags(s -> s.autoConverge(true))).isEqualTo(RUNNING | 0x2000);
    assertThat(flags(s -> s.postCopy(true))).isEqualTo(RUNNING | 0x8000);
    assertThat(flags(s -> s.postCopyAfter(Duration.ofSeconds(1)))).isEqualTo(RUNNING | 0x8000);
    assertThat(flags(s -> s.tls(true))).isEqualTo(RUNNING | 0x10000);
    assertThat(flags(s -> s.parallelConnections(2))).isEqualTo(RUNNING | 0x20000);
  }

  /** Between daemons, the definition must not change meanwhile: CHANGE_PROTECTION. */
  @ParameterizedTest
  @CsvSource({"DIRECT, 0", "PEER_TO_PEER, 0x102", "TUNNELLED, 0x106"})
  void flags_sayTheRoute(MigrationRoute route, String bits) {
    assertThat(flags(s -> s.route(route))).isEqualTo(RUNNING | Integer.decode(bits));
  }

  @ParameterizedTest
  @CsvSource({"SHARED, 0", "COPIED, 0x40", "COPIED_ABOVE_BACKING, 0x80"})
  void flags_sayWhatBecomesOfDisks(MigrationDisks disks, String bits) {
    assertThat(flags(s -> s.disks(disks))).isEqualTo(RUNNING | Integer.decode(bits));
  }

  @Test
  void parameters_areNothing_whereNothingIsSaid() {
    assertThat(parameters(s -> {})).isEmpty();
  }

  @Test
  void parameters_haveLibvirtsNames() {
    assertThat(
            parameters(
                s ->
                    s.name("other")
                        .xml("<domain/>")
                        .persistentXml("<domain a='b'/>")
                        .dataUri(URI.create("tcp://10.0.0.2"))
                        .listenAddress("10.0.0.2")
                        .graphicsUri(URI.create("spice://10.0.0.2"))
                        .bandwidth(ByteSize.mib(30))
                        .disks(MigrationDisks.COPIED)
                        .addCopiedDisk("vda")
                        .diskPort(49_300)
                        .parallelConnections(3)
                        .addCompression("xbzrle")
                        .tlsDestination("other.example")))
        .containsOnly(
            entry("destination_name", "other"),
            entry("destination_xml", "<domain/>"),
            entry("persistent_xml", "<domain a='b'/>"),
            entry("migrate_uri", "tcp://10.0.0.2"),
            entry("listen_address", "10.0.0.2"),
            entry("graphics_uri", "spice://10.0.0.2"),
            entry("bandwidth", 30L),
            entry("migrate_disks", "vda"),
            entry("disks_port", 49_300L),
            entry("parallel.connections", 3L),
            entry("compression", "xbzrle"),
            entry("tls.destination", "other.example"));
  }

  @Test
  void parameters_defineWhatRuns_unlessToldOtherwise() {
    assertThat(parameters(s -> s.xml("<domain/>"))).containsEntry("persistent_xml", "<domain/>");
    assertThat(parameters(s -> s.xml("<domain/>").undefineSource(false).persistDestination(false)))
        .doesNotContainKey("persistent_xml");
  }

  /** Lists are the same name several times. */
  @Test
  void parameters_haveOneForEachOfAList() {
    assertThat(
            LibvirtMigrations.parameters(
                    spec(
                        s ->
                            s.disks(MigrationDisks.COPIED)
                                .copiedDisks(List.of("vda", "vdb"))
                                .compression(List.of("mt", "xbzrle"))))
                .count())
        .isEqualTo(4);
  }
}
