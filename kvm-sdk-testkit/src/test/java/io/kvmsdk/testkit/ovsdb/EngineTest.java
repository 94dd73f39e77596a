package io.kvmsdk.testkit.ovsdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of requests whose client is gone. */
class EngineTest {
  private static final String SCHEMA =
      """
      {"name": "Db", "version": "1.0.0", "tables": {"Thing": {"columns": {
        "name": {"type": "string"}}}}}
      """;

  private static final String INSERT_AS_OWNER =
      """
      ["Db", {"op": "assert", "lock": "turn"}, {"op": "insert", "table": "Thing", "row": {}}]
      """;

  private final Engine engine = new Engine();

  @Test
  void receive_whenTheClientHasLeft_doesNothing() throws IOException {
    engine.add(Schema.read(SCHEMA));
    try (SocketChannel channel = SocketChannel.open()) {
      Session gone = engine.join(channel, Duration.ZERO);
      Session stays = engine.join(channel, Duration.ZERO);
      engine.leave(gone);
      for (Session session : List.of(gone, stays)) { // the reader may have had one more to tell
        engine.receive(session, Messages.request(1L, "lock", List.of("turn")));
      }
      engine.receive(
          stays, Messages.request(2L, "transact", (List<?>) JsonReader.read(INSERT_AS_OWNER)));
      assertThat(engine.rows("Db", "Thing")).hasSize(1);
    }
  }
}
