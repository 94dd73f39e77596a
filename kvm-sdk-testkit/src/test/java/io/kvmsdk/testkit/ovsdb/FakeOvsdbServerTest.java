package io.kvmsdk.testkit.ovsdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What tests can do with the fake beside talking to it. */
@Timeout(180)
class FakeOvsdbServerTest {
  private static final String SCHEMA =
      """
      {"name": "Db", "version": "1.0.0", "tables": {"Thing": {"columns": {
        "name": {"type": "string"}, "size": {"type": "integer"}}}}}
      """;

  private static final String INSERT =
      "[{\"op\":\"insert\",\"table\":\"Thing\",\"row\":{\"name\":\"one\"}}]";

  private FakeOvsdbServer server;
  private Peer peer;

  @BeforeEach
  void start() {
    server = FakeOvsdbServer.start(SCHEMA);
    peer = new Peer(server.endpoint());
  }

  @AfterEach
  void stop() {
    peer.close();
    server.close();
  }

  @Test
  void start_whenThereAreSeveralDatabases_servesThemAll() {
    try (FakeOvsdbServer two = FakeOvsdbServer.start(SCHEMA, FakeOvsdbServer.openVSwitchSchema());
        Peer both = new Peer(two.tcpEndpoint())) {
      assertThat((List<?>) both.result("list_dbs"))
          .extracting(Object::toString)
          .containsExactlyInAnyOrder("Db", "Open_vSwitch", "_Server");
    }
  }

  @Test
  void call_whenSomebodyListens_servesThem() throws IOException {
    try (ServerSocketChannel listener = ServerSocketChannel.open()) {
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      server.call("tcp:127.0.0.1:" + listener.socket().getLocalPort());
      try (Peer called = new Peer(listener.accept())) {
        assertThat(called.result("list_dbs")).isEqualTo(peer.result("list_dbs"));
      }
    }
  }

  @Test
  void start_whenTheSchemaIsNoJson_saysWhere() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FakeOvsdbServer.start("{\"name\": Db}"))
        .withMessageContaining("character 9");
  }

  @Test
  void vswitchd_whenThereIsNone_saysHowToHaveOne() {
    assertThatIllegalStateException()
        .isThrownBy(() -> server.vswitchd())
        .withMessageContaining("openVSwitch()");
  }

  @Test
  void transactions_countThoseOfClientsThatChangeSomething() {
    peer.transact("Db", INSERT);
    peer.transact("Db", INSERT.replace("]", ",{\"op\":\"abort\"}]"));
    peer.transact(
        "Db", "[{\"op\":\"update\",\"table\":\"Thing\",\"where\":[],\"row\":{\"size\":0}}]");
    server.transact("Db", INSERT);
    assertThat(server.transactions()).isEqualTo(1);
    assertThat(server.rows("Db", "Thing")).extracting("name").containsExactly("one", "one");
  }

  @Test
  void log_tellsWhatCame() {
    peer.call("echo", "x", 1L);
    try (Peer second = new Peer(server.tcpEndpoint())) {
      second.call("list_dbs");
    }
    assertThat(server.log())
        .containsExactly(
            new OvsdbRequest(1, "echo", 1L, List.of("x", 1L)),
            new OvsdbRequest(2, "list_dbs", 1L, List.of()));
  }

  @Test
  void wait_whenAnotherTransactionMakesItTrue_goesOn() {
    String wait =
        "{\"op\":\"wait\",\"table\":\"Thing\",\"where\":[],\"columns\":[\"name\"],"
            + "\"until\":\"==\",\"rows\":[{\"name\":\"one\"}]}";
    peer.send("transact", "Db", JsonReader.read(wait));
    server.awaitRequests("transact", 1);
    server.transact("Db", INSERT);
    assertThat((Object) peer.next().get("result")).isEqualTo(List.of(Map.of()));
  }

  @Test
  void wait_whenItsTimeIsOver_fails() {
    String wait =
        "[{\"op\":\"wait\",\"table\":\"Thing\",\"where\":[],\"until\":\"!=\",\"rows\":[],"
            + "\"timeout\":5}]";
    assertThat(peer.transact("Db", wait).toString()).contains("timed out after");
  }

  @Test
  void wait_whenCanceled_isNeverAnswered() {
    String wait = "{\"op\":\"wait\",\"table\":\"Thing\",\"where\":[],\"until\":\"!=\",\"rows\":[]}";
    long id = peer.send("transact", "Db", JsonReader.read(wait));
    peer.say("{\"id\":null,\"method\":\"cancel\",\"params\":[" + id + "]}");
    server.awaitRequests("cancel", 1);
    server.transact("Db", INSERT);
    peer.call("echo");
    assertThat(peer.notifications()).isEmpty();
  }

  @Test
  void lock_whenItIsStolen_tellsItsOwner_andComesBack() {
    try (Peer thief = new Peer(server.endpoint())) {
      assertThat(peer.result("lock", "l")).isEqualTo(Map.of("locked", true));
      assertThat(thief.result("steal", "l")).isEqualTo(Map.of("locked", true));
      assertThat((Object) peer.next().get("method")).isEqualTo("stolen");
    }
    assertThat((Object) peer.next().get("method")).isEqualTo("locked");
    assertThat(peer.transact("Db", "[{\"op\":\"assert\",\"lock\":\"l\"}]"))
        .isEqualTo(List.of(Map.of()));
  }

  @Test
  void probe_whenAClientIsQuiet_asksAndThenDropsIt() {
    server.probeEvery(Duration.ofSeconds(1));
    try (Peer quiet = new Peer(server.tcpEndpoint())) {
      assertThat((Object) quiet.next().get("method")).isEqualTo("echo");
      assertThat(quiet.next()).isNull();
    }
  }

  @Test
  void probe_whenAClientAnswers_keepsIt() {
    server.probeEvery(Duration.ofSeconds(1));
    try (Peer live = new Peer(server.tcpEndpoint())) {
      for (int i = 0; i < 5; i++) {
        assertThat((Object) live.next().get("method")).isEqualTo("echo");
        live.say("{\"id\":\"echo\",\"result\":[],\"error\":null}");
      }
    }
  }

  @Test
  void changeSchema_keepsWhatRemains_andTellsWhoAsked() {
    peer.transact("Db", INSERT);
    peer.result("monitor", "Db", "m", Map.of("Thing", Map.of()));
    peer.result("set_db_change_aware", true);
    try (Peer unaware = new Peer(server.endpoint())) {
      unaware.call("list_dbs");
      server.changeSchema(
          SCHEMA.replace("\"size\": {\"type\": \"integer\"}", "\"tag\": {\"type\": \"boolean\"}"));
      assertThat(unaware.next()).isNull();
    }
    assertThat((Object) peer.next().get("method")).isEqualTo("monitor_canceled");
    assertThat(server.rows("Db", "Thing").get(0))
        .containsEntry("name", "one")
        .containsEntry("tag", false)
        .doesNotContainKey("size");
    peer.transact("Db", INSERT);
    assertThat(peer.notifications()).isEmpty();
  }
}
