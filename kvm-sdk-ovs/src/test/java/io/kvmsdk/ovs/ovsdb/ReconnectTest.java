package io.kvmsdk.ovs.ovsdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
@RequiresTool(
    value = {"ovsdb-server", "--version"},
    debianPackage = "openvswitch-common")
class ReconnectTest {
  @TempDir Path folder;

  private static OvsdbClient connect(OvsdbServer server) {
    return OvsdbClient.connect(b -> b.addEndpoints(server.unix()));
  }

  @Test
  void call_whenTheServerWasRestarted_connectsAnew() throws IOException {
    try (OvsdbServer server = OvsdbServer.start(folder);
        OvsdbClient client = connect(server)) {
      OvsdbDatabase database = client.database("Kvmsdk");
      JsonRpcConnection before = client.session().connection();
      server.kill();
      awaitEnd(before);
      server.restart();
      assertThat(Twice.call(() -> database.read("Thing")).rows("Thing")).isEmpty();
      assertThat(client.session().connection()).isNotSameAs(before);
    }
  }

  @Test
  void serverId_whenTheServerWasRestarted_isAnother() throws IOException {
    try (OvsdbServer server = OvsdbServer.start(folder);
        OvsdbClient client = connect(server)) {
      UUID first = client.serverId();
      assertThat(client.serverId()).isEqualTo(first);
      JsonRpcConnection before = client.session().connection();
      server.kill();
      awaitEnd(before);
      server.restart();
      assertThat(Twice.call(client::serverId)).isNotEqualTo(first);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void connection_whenTheSchemaIsConverted_staysIfTheClientIsAware(boolean aware)
      throws IOException {
    try (OvsdbServer server = OvsdbServer.start(folder);
        OvsdbClient client =
            OvsdbClient.connect(b -> b.addEndpoints(server.unix()).changeAware(aware))) {
      OvsdbDatabase database = client.database("Kvmsdk");
      JsonRpcConnection before = client.session().connection();
      Path schema = OvsdbServer.schema(folder);
      String wider =
          Files.readString(schema)
              .replace("\"name\": {", "\"tag\": {\"type\": \"integer\"}, \"name\": {");
      Files.writeString(schema, wider.replace("1.0.0", "1.1.0"));
      Tool.run("ovsdb-client", "convert", server.unix(), schema).orFail();
      if (!aware) {
        awaitEnd(before);
      }
      client.echo();
      assertThat(client.session().connection() == before).isEqualTo(aware);
      assertThat(database.read("Thing").rows("Thing")).isEmpty();
      assertThat(database.schema().version()).isEqualTo(aware ? "1.0.0" : "1.1.0");
    }
  }

  @Test
  void follower_whenTheServerIsRestarted_isToldAndFollowsAgain() throws Exception {
    BlockingQueue<String> told = new LinkedBlockingQueue<>();
    try (OvsdbServer server = OvsdbServer.start(folder);
        OvsdbClient client = connect(server)) {
      client.session().follow(new Things(told));
      assertThat(next(told)).isEqualTo("connected");
      insert(client);
      assertThat(next(told)).isEqualTo("update");
      server.kill();
      assertThat(next(told)).isEqualTo("lost");
      server.restart();
      assertThat(next(told)).isEqualTo("connected");
      insert(client);
      assertThat(next(told)).isEqualTo("update");
    }
    assertThat(next(told)).isEqualTo("lost");
  }

  @Test
  void follower_whenTheClientIsClosedMeanwhile_isToldThat() throws IOException {
    try (OvsdbServer server = OvsdbServer.start(folder);
        OvsdbClient client = connect(server)) {
      AtomicBoolean closed = new AtomicBoolean();
      client
          .session()
          .follow(
              new Follower() {
                @Override
                public void connected(JsonRpcConnection connection) {
                  client.close();
                }

                @Override
                public void closed() {
                  closed.set(true);
                }
              });
      assertThat(closed).isTrue();
    }
  }

  @Test
  void call_whenConnectingOnceEndedInAnError_isDoneByTheNextAttempt() throws IOException {
    try (OvsdbServer server = OvsdbServer.start(folder)) {
      OvsdbOptions options = OvsdbOptions.builder().addEndpoints(server.unix()).build();
      try (OvsdbSession session =
          new OvsdbSession(options, Subject.NONE, new Exhausted(new Connector(options)))) {
        assertThat(session.call("echo", List.of())).isEqualTo(List.of());
      }
    }
  }

  /** At first there is no memory for a thread. */
  private static final class Exhausted implements Source {
    private final Source source;
    private boolean recovered;

    Exhausted(Source source) {
      this.source = source;
    }

    @Override
    public void connect(JsonRpcConnection.Listener listener, Consumer<JsonRpcConnection> use) {
      if (!recovered) {
        recovered = true;
        throw new OutOfMemoryError("unable to create native thread");
      }
      source.connect(listener, use);
    }

    @Override
    public ConnectionLostException noAnswer(Duration within) {
      return source.noAnswer(within);
    }
  }

  private static void awaitEnd(JsonRpcConnection connection) {
    while (connection.isOpen()) {
      Thread.onSpinWait();
    }
  }

  private static void insert(OvsdbClient client) {
    client.database("Kvmsdk").transact(Operation.insert("Thing", Map.of()));
  }

  private static String next(BlockingQueue<String> told) throws InterruptedException {
    return told.poll(2, TimeUnit.MINUTES);
  }

  /** Monitors the table of things. */
  private record Things(BlockingQueue<String> told) implements Follower {
    @Override
    public void connected(JsonRpcConnection connection) {
      connection.call("monitor", List.of("Kvmsdk", "things", Map.of("Thing", Map.of())));
      told.add("connected");
    }

    @Override
    public void notified(JsonRpcConnection connection, Notification notification) {
      told.add(notification.method());
    }

    @Override
    public void lost(JsonRpcConnection connection, KvmException why) {
      told.add("lost");
    }
  }
}
