package io.kvmsdk.libvirt.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.Kvm;
import io.kvmsdk.domain.Accelerator;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainEvent;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.LifecycleDetail;
import io.kvmsdk.domain.MigrationRoute;
import io.kvmsdk.domain.MigrationSpec;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.event.Registration;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.libvirt.PrivateLibvirtd;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.testkit.contract.Told;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each way to migrate, seen to be used: one guest goes to and fro, and never stops. */
@RequiresQemu
@RequiresTool(
    value = {"tini", "--version"},
    debianPackage = "tini")
@RequiresTool(
    value = {"openssl", "version"},
    debianPackage = "openssl")
@Timeout(180)
class QemuMigrationOptionsTest {
  private static final String NAME = "kvmsdk-to-and-fro";
  private static final Duration LONG = Duration.ofMinutes(2);

  /** Less than the guest writes in a second. */
  private static final ByteSize TOO_LITTLE = ByteSize.mib(1);

  @TempDir static Path folder;
  private static PrivateLibvirtd one;
  private static PrivateLibvirtd other;
  private static CountingGuest guest;

  private Host from;
  private Host to;
  private Domain domain;

  private record Host(PrivateLibvirtd daemon, Hypervisor kvm, String address) {
    URI data() {
      return URI.create("tcp://" + address);
    }
  }

  @BeforeAll
  static void startAll() {
    one = PrivateLibvirtd.start("one");
    other = PrivateLibvirtd.start("other");
    PrivateLibvirtd.join(one, other);
    guest = CountingGuest.in(folder);
    try (Hypervisor kvm = Kvm.connect(one.uri())) {
      kvm.domains()
          .define(
              d -> {
                d.name(NAME).memory(ByteSize.mib(32)).accelerator(Accelerator.TCG);
                guest.addTo(d);
              })
          .start();
      guest.assertCounts(kvm);
    }
  }

  @AfterAll
  static void endAll() {
    other.close();
    one.close();
  }

  @BeforeEach
  void connect() {
    Host first = new Host(one, Kvm.connect(one.uri()), "10.99.0.1");
    Host second = new Host(other, Kvm.connect(other.uri()), "10.99.0.2");
    boolean there = second.kvm().domains().find(NAME).isPresent();
    from = there ? second : first;
    to = there ? first : second;
    domain = from.kvm().domains().get(NAME);
  }

  @AfterEach
  void disconnect() {
    from.kvm().close();
    to.kvm().close();
  }

  private MigrationSpec spec(Consumer<MigrationSpec.Builder> options) {
    MigrationSpec.Builder spec = MigrationSpec.builder().unsafe(true).dataUri(to.data());
    options.accept(spec);
    return spec.build();
  }

  private Domain migrate(Consumer<MigrationSpec.Builder> options) {
    Domain moved = domain.migrate(to.kvm().domains(), spec(options));
    guest.assertCounts(to.kvm());
    return moved;
  }

  /** As virsh sees how the last migration went. */
  private String completed() {
    return to.daemon().virsh("domjobinfo", NAME, "--completed").orFail().output();
  }

  @Test
  void postCopyAfter_switchesTheGuest_beforeItsMemoryIsThere() throws InterruptedException {
    CountDownLatch switched = new CountDownLatch(1);
    try (Registration heard =
        domain.listen(
            e -> {
              if (e instanceof DomainEvent.Lifecycle life
                  && life.detail() == LifecycleDetail.SUSPENDED_POSTCOPY) {
                switched.countDown();
              }
            })) {
      migrate(s -> s.bandwidth(TOO_LITTLE).postCopyAfter(Duration.ofMillis(100)));

      switched.await();
    }
  }

  @Test
  void limits_holdAtOnce_andPostCopyIsRefused_whereItWasNotAllowed() {
    List<RuntimeException> refused = new CopyOnWriteArrayList<>();
    domain.migrate(
        to.kvm().domains(),
        spec(s -> s.bandwidth(TOO_LITTLE)),
        Told.onceUnderWay(
            () -> {
              try {
                domain.migration().startPostCopy();
              } catch (ConflictException e) {
                refused.add(e);
              }
              hurry();
            }),
        LONG);

    assertThat(refused).singleElement().asString().contains("post-copy");
    guest.assertCounts(to.kvm());
  }

  /** Has a migration end that would not otherwise. */
  private void hurry() {
    domain.migration().bandwidth(ByteSize.gib(1));
    domain.migration().maxDowntime(Duration.ofSeconds(2));
    assertThat(domain.migration().bandwidth()).contains(ByteSize.gib(1));
    assertThat(domain.migration().maxDowntime()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void parallelConnections_areThatMany_besidesTheFirst() {
    List<String> connections = new CopyOnWriteArrayList<>();
    domain.migrate(
        to.kvm().domains(),
        spec(s -> s.parallelConnections(3).bandwidth(TOO_LITTLE)),
        Told.onceUnderWay(
            () -> {
              try {
                connections.addAll(awaitConnections(4));
              } finally {
                hurry();
              }
            }),
        LONG);

    assertThat(connections).hasSize(4);
    guest.assertCounts(to.kvm());
  }

  /** QEMU makes one after the other, while it begins. */
  private List<String> awaitConnections(int count) {
    return from.kvm()
        .pacer()
        .await(
            Subject.of("host", to.address()),
            "waiting for " + count + " connections",
            Duration.ofMinutes(1),
            () -> Optional.of(connections()).filter(seen -> seen.size() >= count),
            () -> connections().toString());
  }

  private List<String> connections() {
    return from.daemon()
        .run("ss", "-Htn", "state", "established", "dst", to.address())
        .output()
        .lines()
        .toList();
  }

  @Test
  void xbzrle_sendsDifferences() {
    migrate(s -> s.addCompression("xbzrle"));

    assertThat(completed()).contains("Compression cache:");
  }

  /** Under TCG, zipping is slower than what a guest writes: it stands still meanwhile. */
  @Test
  void mt_sendsZippedPages() {
    migrate(s -> s.addCompression("mt").live(false));

    String processed = completed().replaceAll("(?s).*Data processed: +([\\d.]+ \\w+).*", "$1");
    assertThat(processed).as("of 32 MiB, of which 22 were written").endsWith("KiB");
  }

  @Test
  void zstd_isRefusedByALibvirtThatDoesNotKnowIt_andTheGuestGoesOn() {
    assertThatThrownBy(() -> migrate(s -> s.addCompression("zstd").parallelConnections(2)))
        .isInstanceOf(KvmException.class)
        .hasMessageContaining("zstd");
    guest.assertCounts(from.kvm());
  }

  @Test
  void autoConverge_letsItEnd() {
    migrate(s -> s.autoConverge(true));
  }

  @Test
  void tls_needsCertificates_thatNameTheDestination() throws IOException {
    Tool.run("sh", "-c", "rm -f " + one.certificates() + "/* " + other.certificates() + "/*");
    assertThatThrownBy(() -> migrate(s -> s.tls(true)))
        .isInstanceOf(KvmException.class)
        .hasMessageContaining("ca-cert.pem");
    certify("kvmsdk-tls");

    assertThatThrownBy(() -> migrate(s -> s.tls(true))).isInstanceOf(KvmException.class);
    migrate(s -> s.tlsDestination("kvmsdk-tls"));
  }

  /** One authority, and one certificate of that name for both. */
  private static void certify(String name) throws IOException {
    Path script = Files.writeString(folder.resolve("certify"), CERTIFY);
    Tool.run("sh", script, one.certificates(), other.certificates(), name).orFail();
  }

  private static final String CERTIFY =
      """
      set -e
      cd "$1"
      new="-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
      openssl req -x509 $new -subj /CN=kvmsdk-authority -keyout ca-key.pem -out ca-cert.pem \\
        -addext keyUsage=critical,keyCertSign
      openssl req $new -subj "/CN=$3" -keyout server-key.pem -out request.pem
      echo "subjectAltName=DNS:$3" > names
      openssl x509 -req -in request.pem -CA ca-cert.pem -CAkey ca-key.pem -CAcreateserial \\
        -extfile names -out server-cert.pem
      cp server-key.pem client-key.pem
      cp server-cert.pem client-cert.pem
      cp *.pem "$2"
      """;

  @Test
  void xml_movesItToOtherPaths_andPersistentXmlIsWhatIsDefined() throws IOException {
    Path link = folder.resolve("linked.img");
    Files.deleteIfExists(link);
    Files.createLink(link, guest.image());
    String there = domain.xml().replace(guest.image().toString(), link.toString());
    String defined = domain.definitionXml().replace("</name>", "</name><title>next</title>");

    Domain moved = migrate(s -> s.xml(there).persistentXml(defined));

    assertThat(moved.disk("vdz").chain()).containsExactly(link.toString());
    assertThat(moved.definitionXml())
        .contains("<title>next</title>", guest.image().toString())
        .doesNotContain(link.toString());
  }

  @Test
  void tunnelled_goesThroughTheDaemonsAlone() {
    Domain moved =
        domain.migrate(
            to.kvm().domains(),
            s ->
                s.unsafe(true)
                    .route(MigrationRoute.TUNNELLED)
                    .destinationUri(URI.create("qemu+tcp://" + to.address() + "/system")));

    guest.assertCounts(to.kvm());
    assertThat(moved.uuid()).isEqualTo(domain.uuid());
  }

  @Test
  void listenAddress_isTheDestinationsOwn() {
    assertThatThrownBy(() -> migrate(s -> s.listenAddress("10.99.0.77")))
        .isInstanceOf(KvmException.class)
        .hasMessageContaining("Cannot assign requested address");

    migrate(s -> s.listenAddress(to.address()));
  }

  /** The folder is on no network's file system, so that libvirt thinks it is not shared. */
  @Test
  void unsafe_isAskedFor_whereADiskIsWrittenTo() throws IOException {
    Path image = Files.write(folder.resolve("written.img"), new byte[1 << 20]);
    Domain writer =
        from.kvm()
            .domains()
            .define(
                d ->
                    d.name("kvmsdk-writer")
                        .memory(ByteSize.mib(16))
                        .accelerator(Accelerator.TCG)
                        .disk(k -> k.file(image.toString()).format(VolumeFormat.RAW)));
    writer.start();

    assertThatThrownBy(() -> writer.migrate(to.kvm().domains(), spec(s -> s.unsafe(false))))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("take MigrationSpec.unsafe");
    assertThat(writer.state()).isEqualTo(DomainState.RUNNING);
    writer.destroy();
    writer.undefine();
  }
}
