package io.kvmsdk.ovs.ovsdb;

import static io.kvmsdk.ovs.ovsdb.ScriptedServer.greet;
import static io.kvmsdk.ovs.ovsdb.ScriptedServer.hear;
import static io.kvmsdk.ovs.ovsdb.ScriptedServer.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmsdk.error.InvalidSpecException;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A database is converted to another schema, and the connection stays. */
@Timeout(180)
class SchemaChangeTest {
  private static final String SCHEMA =
      "{\"name\":\"A\",\"tables\":{\"T\":{\"columns\":{\"%s\":{\"type\":\"string\"}}}}}";

  @TempDir Path folder;

  private static void answer(SocketChannel peer, String result) throws IOException {
    String id = ((Map<?, ?>) Kinds.parse(hear(peer))).get("id").toString();
    say(peer, "{\"id\":\"%s\",\"error\":null,\"result\":%s}".formatted(id, result));
  }

  @Test
  void transact_whenAColumnIsNew_readsTheSchemaAnew() throws IOException {
    ScriptedServer.Script script =
        peer -> {
          greet(peer);
          answer(peer, SCHEMA.formatted("old"));
          answer(peer, SCHEMA.formatted("new"));
          answer(peer, "[{\"count\":1}]");
        };
    try (ScriptedServer server = new ScriptedServer(folder, script);
        OvsdbClient client = OvsdbClient.connect(server.endpoint(), Duration.ofSeconds(30))) {
      OvsdbDatabase db = client.database("A");
      Operation update = Operation.update("T", Map.of("new", Value.of("a")));
      assertThat(db.transact(update).get(0).count()).hasValue(1);
      assertThat(db.schema().table("T").orElseThrow().columns()).containsOnlyKeys("new");
    }
  }

  @Test
  void transact_whenTheSchemaIsTheSame_refuses() throws IOException {
    ScriptedServer.Script script =
        peer -> {
          greet(peer);
          answer(peer, SCHEMA.formatted("old"));
          answer(peer, SCHEMA.formatted("old"));
        };
    try (ScriptedServer server = new ScriptedServer(folder, script);
        OvsdbClient client = OvsdbClient.connect(server.endpoint(), Duration.ofSeconds(30))) {
      OvsdbDatabase db = client.database("A");
      assertThatExceptionOfType(InvalidSpecException.class)
          .isThrownBy(() -> db.transact(Operation.update("T", Map.of("new", Value.of("a")))))
          .withMessageContaining("no column new");
    }
  }
}
