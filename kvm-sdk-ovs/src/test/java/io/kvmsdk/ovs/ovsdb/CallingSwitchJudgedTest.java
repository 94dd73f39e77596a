package io.kvmsdk.ovs.ovsdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.PermissionDeniedException;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real servers call us, as {@code ovs-vsctl set-manager} tells them to. */
@Timeout(300)
@RequiresTool(
    value = {"ovsdb-server", "--version"},
    debianPackage = "openvswitch-switch")
@RequiresTool(
    value = {"ovs-pki", "--help"},
    debianPackage = "openvswitch-pki")
class CallingSwitchJudgedTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir static Path shared;
  private static Pki pki;

  @TempDir Path folder;
  private final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();

  @BeforeAll
  static void issue() {
    pki =
        Pki.create(shared)
            .issue("switch1", "switch")
            .issue("us", "controller")
            .issue("foreign", "controller")
            .issueExpired("old", "switch");
  }

  /** A switch's database, which calls whom its managers are. */
  private OvsdbServer aSwitch(String name, String certificate) throws IOException {
    Path own = Files.createDirectory(folder.resolve(name));
    OvsdbServer server =
        OvsdbServer.start(
            own,
            OvsdbServer.OPEN_VSWITCH,
            "--remote=db:Open_vSwitch,Open_vSwitch,manager_options",
            "--private-key=" + pki.key(certificate),
            "--certificate=" + pki.certificate(certificate),
            "--ca-cert=" + pki.authority("controller"));
    vsctl(server, "init");
    vsctl(server, "set", "open", ".", "external-ids:system-id=" + name);
    return server;
  }

  private static void vsctl(OvsdbServer server, Object... words) {
    List<Object> command = new ArrayList<>(List.of("ovs-vsctl", "--no-wait"));
    command.add("--db=" + server.unix());
    command.addAll(List.of(words));
    Tool.run(command.toArray()).orFail();
  }

  private static void call(OvsdbServer server, OvsdbEndpoint.Passive at) {
    String protocol = at instanceof OvsdbEndpoint.Pssl ? "ssl:" : "tcp:";
    vsctl(
        server, "set-manager", protocol + at.toString().replaceFirst("p...:(\\d+):(.*)", "$2:$1"));
  }

  private OvsdbListener listen(String endpoint, OvsdbTls tls) {
    return OvsdbListener.listen(
        o ->
            o.addEndpoints(OvsdbEndpoint.parse(endpoint))
                .tls(tls)
                .callTimeout(PATIENCE)
                .connectTimeout(PATIENCE),
        (name, client) -> told.add(name));
  }

  private static OvsdbTls ours() {
    return OvsdbTls.trusting(pki.authority("switch"))
        .certificate(pki.certificate("us"), pki.key("us"));
  }

  private OvsdbClient next(OvsdbListener listener, String name) throws InterruptedException {
    assertThat(told.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(name);
    return listener.clients().get(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ptcp:0:[::1]", "pssl:0:127.0.0.1"})
  void switches_whenTheyCall_areServedAndFoundAgain(String endpoint) throws Exception {
    try (OvsdbServer one = aSwitch("kvm1", "switch1");
        OvsdbServer two = aSwitch("kvm2", "switch1");
        OvsdbListener listener = listen(endpoint, ours())) {
      call(one, listener.endpoint());
      OvsdbClient client = next(listener, "kvm1");
      call(two, listener.endpoint());
      next(listener, "kvm2").echo();
      Diary diary = new Diary();
      OvsdbDatabase db = client.database("Open_vSwitch");
      try (Replica replica = db.monitor(MonitorRequest.of("Bridge"), diary)) {
        diary.next();
        one.kill();
        one.restart();
        vsctl(one, "add-br", "br0");
        assertThat(diary.next().gap()).isPresent();
        replica.waitFor(tables -> tables.rows("Bridge").size() == 1, PATIENCE);
        Tool.run("ovsdb-client", "convert", one.unix(), OvsdbServer.OPEN_VSWITCH).orFail();
        vsctl(one, "add-br", "br1");
        replica.waitFor(tables -> tables.rows("Bridge").size() == 2, PATIENCE);
        db.transact(t -> t.mutate("Open_vSwitch").add("next_cfg", 1));
      }
      assertThat(told).isEmpty();
    }
    LeakTest.awaitNoThreads();
  }

  @Test
  void client_whenItsSwitchCalls_isConnected() throws Exception {
    OvsdbEndpoint.Pssl at = new OvsdbEndpoint.Pssl(QuietPort.free("127.0.0.4"), "127.0.0.4");
    try (OvsdbServer one = aSwitch("kvm1", "switch1")) {
      call(one, at);
      try (OvsdbClient client =
          OvsdbClient.connect(
              o ->
                  o.addEndpoints(at)
                      .tls(ours().serverName("switch1"))
                      .callTimeout(PATIENCE)
                      .connectTimeout(PATIENCE))) {
        assertThat(client.listDatabases()).contains("Open_vSwitch");
        one.kill();
        one.restart();
        assertThat(Twice.call(client::listDatabases))
            .contains("Open_vSwitch"); // once it calls again
      }
    }
  }

  /** On both sides somebody must have signed who is trusted. */
  @Test
  void switches_whenCertificatesWillNotDo_areSentAway() throws Exception {
    OvsdbTls wrong = OvsdbTls.trusting(pki.authority("controller"));
    OvsdbTls foreign = wrong.certificate(pki.certificate("us"), pki.key("us"));
    assertRefused("switch1", foreign, PermissionDeniedException.class, "nobody who is trusted");
    assertRefused("old", ours(), PermissionDeniedException.class, "has expired");
    assertRefused("switch1", ours().serverName("kvm9"), PermissionDeniedException.class, "kvm9");
    OvsdbTls notTheirs =
        OvsdbTls.trusting(pki.authority("switch"))
            .certificate(pki.certificate("switch1"), pki.key("switch1"));
    assertRefused("switch1", notTheirs, KvmException.class, "trust who signed");
    assertThat(told).isEmpty();
  }

  private void assertRefused(
      String certificate, OvsdbTls tls, Class<? extends KvmException> type, String words)
      throws IOException {
    Path own = Files.createTempDirectory(folder, "refused");
    try (OvsdbListener listener = listen("pssl:0:127.0.0.1", tls);
        OvsdbServer server =
            OvsdbServer.startThing(
                own,
                "--remote=ssl:127.0.0.1:" + listener.endpoint().port(),
                "--private-key=" + pki.key(certificate),
                "--certificate=" + pki.certificate(certificate),
                "--ca-cert=" + pki.authority("controller"))) {
      assertThat(awaitRefusal(listener, words)).isInstanceOf(type).hasMessageContaining(words);
      assertThat(server.folder()).exists();
    }
  }

  /** ovsdb-server gives a handshake but a second at first, and tries again. */
  private static KvmException awaitRefusal(OvsdbListener listener, String words) {
    Deadline deadline = Deadline.in(PATIENCE);
    while (listener.lastRefusal().filter(e -> e.getMessage().contains(words)).isEmpty()
        && deadline.left() > 0) {
      LockSupport.parkNanos(1_000_000);
    }
    return listener.lastRefusal().orElseThrow();
  }

  @Test
  void callers_whenTheyShowNoCertificate_areSentAway() throws Exception {
    try (OvsdbListener listener = listen("pssl:0:127.0.0.1", ours())) {
      Tool.run("openssl", "s_client", "-connect", "127.0.0.1:" + listener.endpoint().port());
      assertThat(awaitRefusal(listener, "shows no certificate"))
          .isInstanceOf(PermissionDeniedException.class)
          .hasMessageContaining("set-ssl");
    }
  }

  @Test
  void callers_whenTheyStartNoTls_areSentAwayInTime() throws Exception {
    try (OvsdbListener listener =
            OvsdbListener.listen(
                o ->
                    o.addEndpoints(OvsdbEndpoint.parse("pssl:0:127.0.0.1"))
                        .tls(ours())
                        .connectTimeout(Duration.ofMillis(100)),
                (name, client) -> told.add(name));
        SocketChannel silent =
            SocketChannel.open(
                new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), listener.endpoint().port()))) {
      assertThat(awaitRefusal(listener, "no TLS handshake within PT0.1S"))
          .isInstanceOf(ConnectionLostException.class);
      assertThat(silent.read(ByteBuffer.allocate(1))).isNegative();
    }
  }

  @Test
  void callers_whenTheySpeakNoTls_areSentAway() throws Exception {
    try (OvsdbListener listener = listen("pssl:0:127.0.0.1", ours());
        SocketChannel plain =
            SocketChannel.open(
                new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), listener.endpoint().port()))) {
      ScriptedServer.say(plain, "{\"method\":\"echo\",\"id\":\"echo\",\"params\":[]}");
      assertThat(awaitRefusal(listener, "no TLS with it"))
          .isInstanceOf(ConnectionLostException.class)
          .hasMessageContaining("no TLS with it");
    }
  }
}
