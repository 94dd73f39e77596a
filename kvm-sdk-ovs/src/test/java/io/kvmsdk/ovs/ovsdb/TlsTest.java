package io.kvmsdk.ovs.ovsdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.PermissionDeniedException;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real ovsdb-server behind TLS, with certificates of Open vSwitch's own tool. */
@Timeout(180)
@RequiresTool(
    value = {"ovsdb-server", "--version"},
    debianPackage = "openvswitch-common")
@RequiresTool(
    value = {"ovs-pki", "--help"},
    debianPackage = "openvswitch-pki")
class TlsTest {
  @TempDir static Path folder;
  private static Pki pki;
  private static OvsdbServer server;

  @BeforeAll
  static void start() throws IOException {
    pki =
        Pki.create(folder)
            .issue("server", "switch")
            .issue("client", "controller")
            .issue("foreign", "switch")
            .issueExpired("old", "switch");
    server = server("server");
  }

  private static OvsdbServer server(String name, String... more) throws IOException {
    Path own = Files.createTempDirectory(folder, "server");
    List<String> options = new ArrayList<>(List.of(pki.listen(name, "controller")));
    options.addAll(List.of(more));
    return OvsdbServer.startThing(own, options.toArray(new String[0]));
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static OvsdbTls tls() {
    return OvsdbTls.trusting(pki.authority("switch")).serverName("server");
  }

  private static OvsdbTls tlsWith(String client) {
    return tls().certificate(pki.certificate(client), pki.key(client));
  }

  private static OvsdbClient connect(OvsdbEndpoint endpoint, OvsdbTls tls) {
    return OvsdbClient.connect(
        b -> b.addEndpoints(endpoint).tls(tls).connectTimeout(Duration.ofSeconds(20)));
  }

  private static <T extends KvmException> void assertRefused(
      OvsdbEndpoint endpoint, OvsdbTls tls, Class<T> type, String... words) {
    assertThatExceptionOfType(type)
        .isThrownBy(() -> connect(endpoint, tls).close())
        .satisfies(e -> assertThat(e.getMessage()).contains(words));
  }

  @Test
  void connect_whenBothSidesTrustEachOther_speaks() throws IOException {
    try (OvsdbClient client = connect(server.ssl(), tlsWith("client"))) {
      assertThat(client.listDatabases()).contains("Kvmsdk");
    }
  }

  /** ovsdb-server fails sessions that are resumed. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void connect_whenItIsAgainAndAgain_alwaysSucceeds(String version) throws IOException {
    OvsdbTls same = tlsWith("client");
    try (OvsdbServer only = server("server", "--ssl-protocols=" + version)) {
      for (int i = 0; i < 20; i++) {
        connect(only.ssl(), same).close();
      }
    }
  }

  @Test
  void connect_whenAnyNameWillDo_asksOnlyTheAuthority() throws IOException {
    OvsdbTls any = tlsWith("client").anyServerName();
    try (OvsdbClient client = connect(server.ssl(), any)) {
      client.echo();
    }
  }

  @Test
  void connect_whenTheAuthorityIsAnother_saysSo() throws IOException {
    OvsdbTls wrong =
        OvsdbTls.trusting(pki.authority("controller"))
            .certificate(pki.certificate("client"), pki.key("client"));
    assertRefused(
        server.ssl(), wrong, PermissionDeniedException.class, "nobody who is trusted", "authority");
  }

  @Test
  void connect_whenTheNameIsAnother_saysWhich() throws IOException {
    assertRefused(
        server.ssl(),
        tlsWith("client").serverName("other"),
        PermissionDeniedException.class,
        "other",
        "serverName");
  }

  @Test
  void connect_whenTheHostIsAnAddress_saysHowToNameIt() throws IOException {
    OvsdbTls unnamed =
        OvsdbTls.trusting(pki.authority("switch"))
            .certificate(pki.certificate("client"), pki.key("client"));
    assertRefused(
        server.ssl(), unnamed, PermissionDeniedException.class, "127.0.0.2", "serverName");
  }

  @Test
  void connect_whenTheServersCertificateHasExpired_saysSo() throws IOException {
    try (OvsdbServer old = server("old")) {
      assertRefused(
          old.ssl(),
          tlsWith("client").serverName("old"),
          PermissionDeniedException.class,
          "has expired");
    }
  }

  @Test
  void connect_whenTheClientHasNoCertificate_saysSo() throws IOException {
    assertRefused(
        server.ssl(), tls(), PermissionDeniedException.class, "wants a certificate", "certificate");
  }

  @Test
  void connect_whenTheClientsCertificateIsForeign_saysSo() throws IOException {
    assertRefused(
        server.ssl(), tlsWith("foreign"), PermissionDeniedException.class, "certificate one that");
  }

  @Test
  void connect_whenTheServerSpeaksNoTls_saysSo() throws IOException {
    OvsdbEndpoint.Tcp tcp = (OvsdbEndpoint.Tcp) server.tcp();
    assertRefused(
        new OvsdbEndpoint.Ssl(tcp.host(), tcp.port()),
        tlsWith("client"),
        ConnectionLostException.class,
        "no TLS",
        "tcp:");
  }

  @Test
  void connect_whenTheServerWantsTls_saysSo() throws IOException {
    OvsdbEndpoint.Ssl ssl = (OvsdbEndpoint.Ssl) server.ssl();
    assertRefused(
        new OvsdbEndpoint.Tcp(ssl.host(), ssl.port()),
        tls(),
        ConnectionLostException.class,
        "ssl:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-rsa", "-encrypted"})
  void certificate_whenTheKeyIsNotPkcs8_saysHowToConvert(String kind) throws IOException {
    Path key = folder.resolve("key" + kind);
    List<Object> how =
        kind.equals("-rsa")
            ? List.of("openssl", "rsa", "-traditional", "-in", pki.key("client"), "-out", key)
            : List.of(
                "openssl",
                "pkcs8",
                "-topk8",
                "-passout",
                "pass:x",
                "-in",
                pki.key("client"),
                "-out",
                key);
    Tool.run(how.toArray()).orFail();
    assertRefused(
        server.ssl(),
        tls().certificate(pki.certificate("client"), key),
        InvalidSpecException.class,
        "openssl pkcs8",
        key.toString());
  }
}
