package io.kvmsdk.testkit.ovsdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class OvsdbFaultTest {
  private static final Object INSERT =
      Map.of("op", "insert", "table", "Thing", "row", Map.of("name", "one"));

  private FakeOvsdbServer server;
  private Peer peer;

  @BeforeEach
  void start() {
    server =
        FakeOvsdbServer.start(
            """
            {"name": "Db", "version": "1.0.0",
             "tables": {"Thing": {"columns": {"name": {"type": "string"}}}}}
            """);
    peer = new Peer(server.endpoint());
  }

  @AfterEach
  void stop() {
    peer.close();
    server.close();
  }

  private void insert() {
    peer.send("transact", "Db", INSERT);
  }

  @Test
  void dropBefore_leavesNothingDone() {
    server.failOn("transact", OvsdbFault.dropBefore());
    insert();
    assertThat(peer.next()).isNull();
    assertThat(server.transactions()).isZero();
  }

  @Test
  void dropAfter_leavesAllDone() {
    server.failOn("transact", OvsdbFault.dropAfter());
    insert();
    assertThat(peer.next()).isNull();
    assertThat(server.transactions()).isEqualTo(1);
  }

  @Test
  void onCall_strikesThatCallAlone() {
    server.failOn("transact", OvsdbFault.unknownMethod().onCall(2));
    assertThat(errors()).containsExactly("null", "unknown method", "null");
  }

  private List<String> errors() {
    return List.of(1, 2, 3).stream()
        .map(i -> String.valueOf(peer.call("transact", "Db", INSERT).get("error")))
        .toList();
  }

  @Test
  void holdReply_keepsItBackUntilReleased() {
    server.failOn("transact", OvsdbFault.holdReply().once());
    insert();
    server.awaitRequests("transact", 1);
    assertThat(server.transactions()).isEqualTo(1);
    peer.call("echo");
    assertThat(peer.notifications()).isEmpty();
    server.releaseReplies();
    assertThat((Object) peer.next().get("id")).isEqualTo(1L);
  }

  @Test
  void silence_hearsAndSaysNothing() {
    server.failOn("echo", OvsdbFault.silence());
    peer.send("echo");
    peer.send("list_dbs");
    server.awaitRequests("list_dbs", 1);
    server.dropConnections();
    assertThat(peer.next()).isNull();
  }

  @Test
  void stopReading_hearsNothingUntilHealed() {
    server.failOn("echo", OvsdbFault.stopReading());
    peer.call("echo");
    peer.send("list_dbs");
    try (Peer other = new Peer(server.endpoint())) {
      other.call("get_server_id");
    }
    assertThat(server.log()).extracting(OvsdbRequest::method).doesNotContain("list_dbs");
    server.heal();
    assertThat((Object) peer.next().get("result")).isEqualTo(List.of("Db", "_Server"));
  }

  @Test
  void say_sendsAnythingInPlaceOfTheReply() {
    server.failOn("echo", OvsdbFault.say("{]"));
    peer.send("echo");
    assertThatIllegalArgumentException().isThrownBy(() -> peer.next());
    server.failOn("list_dbs", OvsdbFault.longReply(100_000).once());
    assertThat((String) peer.call("list_dbs").get("result")).hasSize(100_000);
  }

  @Test
  void nestedReply_isDeeperThanAnyoneReads() {
    server.failOn("echo", OvsdbFault.nestedReply(100_000));
    peer.send("echo");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> peer.next())
        .withMessageContaining("nested");
  }

  @Test
  void wrongId_answersNobody() {
    server.failOn("echo", OvsdbFault.wrongId());
    peer.send("echo");
    assertThat((Object) peer.next().get("id")).isEqualTo("nobody's");
  }

  @Test
  void byteByByte_saysTheSame() {
    server.failOn("echo", OvsdbFault.byteByByte());
    assertThat(peer.result("echo", "äöü")).isEqualTo(List.of("äöü"));
  }
}
