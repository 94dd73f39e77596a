package io.kvmsdk.ovs.ovsdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.judge.RequiresTool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A real ovsdb-server is asked. */
@RequiresTool(
    value = {"ovsdb-server", "--version"},
    debianPackage = "openvswitch-common")
class OvsdbClientJudgedTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @RegisterExtension static final SharedServer server = SharedServer.ofThings();

  @Test
  void listDatabases_whenTheServerIsReal_namesThem() throws IOException {
    for (OvsdbEndpoint endpoint : List.of(server.unix(), server.server().tcp())) {
      try (OvsdbClient client = OvsdbClient.connect(endpoint, TIMEOUT)) {
        client.echo();
        assertThat(client.listDatabases()).containsExactlyInAnyOrder("Kvmsdk", "_Server");
      }
    }
  }

  @Test
  void call_whenTheServerRefuses_carriesItsError() {
    try (JsonRpcConnection connection = new JsonRpcConnection(server.unix(), TIMEOUT)) {
      assertThatExceptionOfType(OvsdbException.class)
          .isThrownBy(() -> connection.call("get_schema", List.of("None")))
          .withMessageContaining("None")
          .withMessageContaining("db.sock")
          .satisfies(e -> assertThat(e.error()).isEqualTo("unknown database"));
      assertThatExceptionOfType(OvsdbException.class)
          .isThrownBy(() -> connection.call("no_such_method", List.of()))
          .satisfies(e -> assertThat(e.error()).isEqualTo("unknown method"));
    }
  }

  @Test
  void call_whenAllTimesAreEndless_isAnswered() throws IOException {
    Duration endless = Duration.ofSeconds(Long.MAX_VALUE);
    OvsdbEndpoint tcp = server.server().tcp();
    try (OvsdbClient client =
        OvsdbClient.connect(
            b ->
                b.addEndpoints(tcp)
                    .callTimeout(endless)
                    .connectTimeout(endless)
                    .probeInterval(endless)
                    .backoffMax(endless))) {
      client.echo();
      Operation.Wait nothing =
          new Operation.Wait(
              "Thing",
              List.of(Condition.equal("name", "of nobody")),
              Set.of("name"),
              true,
              List.of(),
              Optional.of(endless));
      assertThat(client.database("Kvmsdk").transact(nothing)).hasSize(1);
    }
  }

  @Test
  void calls_whenManyThreadsShareTheConnection_allGetTheirOwnReply() {
    try (JsonRpcConnection connection = new JsonRpcConnection(server.unix(), TIMEOUT)) {
      IntStream.range(0, 500)
          .parallel()
          .forEach(
              i -> {
                List<Object> sent = List.of(i, "ü" + i, List.of(1.5, true));
                assertThat(connection.call("echo", sent)).asString().isEqualTo(sent.toString());
              });
    }
  }

  @Test
  void calls_whenTheServerIsGone_saySo(@TempDir Path own) throws IOException {
    try (OvsdbServer mortal = OvsdbServer.start(own);
        OvsdbClient client =
            OvsdbClient.connect(
                b -> b.addEndpoints(mortal.unix()).connectTimeout(Duration.ofSeconds(2)))) {
      client.echo();
      mortal.close();
      assertThatExceptionOfType(ConnectionLostException.class).isThrownBy(client::echo);
      assertThatExceptionOfType(ConnectionLostException.class).isThrownBy(client::listDatabases);
    }
  }
}
