package io.kvmsdk.ovs.ovsdb;

import static io.kvmsdk.ovs.ovsdb.ScriptedServer.hear;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.TimedOutException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is known about a call that got no reply. */
@Timeout(180)
class OutcomeTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final List<?> INSERT = List.of("Kvmsdk", Map.of("op", "insert"));
  private static final List<?> SELECT = List.of("Kvmsdk", Map.of("op", "select"));

  @TempDir Path folder;

  private JsonRpcConnection connect(ScriptedServer server, Duration timeout) {
    return new JsonRpcConnection(server.endpoint(), timeout);
  }

  @Test
  void transact_whenTheConnectionEndsBeforeTheReply_isUnknown() throws IOException {
    ScriptedServer.Script hangUp =
        peer -> {
          hear(peer);
          peer.close();
        };
    try (ScriptedServer server = new ScriptedServer(folder, hangUp);
        JsonRpcConnection connection = connect(server, LONG)) {
      assertThatExceptionOfType(OutcomeUnknownException.class)
          .isThrownBy(() -> connection.call("transact", INSERT))
          .withMessageContaining("the connection is gone")
          .satisfies(e -> assertThat(e.retryable()).isFalse());
      assertThatExceptionOfType(ConnectionLostException.class) // this one was not sent
          .isThrownBy(() -> connection.call("transact", INSERT))
          .satisfies(e -> assertThat(e.retryable()).isTrue());
    }
  }

  @Test
  void transact_whenNoReplyComesInTime_isUnknownUnlessItOnlyReads() throws IOException {
    try (ScriptedServer server = new ScriptedServer(folder, peer -> {});
        JsonRpcConnection connection = connect(server, LONG)) {
      Duration untilItIsSent = Duration.ofSeconds(3);
      assertThatExceptionOfType(OutcomeUnknownException.class)
          .isThrownBy(() -> connection.call("transact", INSERT, untilItIsSent))
          .withMessageContaining("PT3S");
      assertThatExceptionOfType(TimedOutException.class)
          .isThrownBy(() -> connection.call("transact", SELECT, Duration.ofMillis(50)));
    }
  }

  @Test
  void transact_whenTheCallerIsInterruptedAfterSending_isUnknownAndTheConnectionLivesOn()
      throws Exception {
    Thread caller = Thread.currentThread();
    ScriptedServer.Script interrupt =
        peer -> {
          hear(peer);
          caller.interrupt();
          while (!hear(peer).contains("echo")) {} // a cancellation comes before it
          ScriptedServer.say(peer, "{\"id\":\"2\",\"result\":[],\"error\":null}");
        };
    try (ScriptedServer server = new ScriptedServer(folder, interrupt);
        JsonRpcConnection connection = connect(server, LONG)) {
      assertThatExceptionOfType(OutcomeUnknownException.class)
          .isThrownBy(() -> connection.call("transact", INSERT));
      assertThat(Thread.interrupted()).isTrue();
      assertThat(connection.call("echo", List.of())).isEqualTo(List.of());
    }
  }

  @Test
  void transact_whenTheCallerWasInterruptedBefore_isNotSent() throws IOException {
    try (ScriptedServer server = new ScriptedServer(folder, peer -> {});
        JsonRpcConnection connection = connect(server, LONG)) {
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(CancelledException.class)
          .isThrownBy(() -> connection.call("transact", INSERT));
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void transact_whenItNeverGotItsTurn_isKnownNotToBeDone() throws Exception {
    OvsdbOptions one =
        OvsdbOptions.builder()
            .addEndpoints(new OvsdbEndpoint.Unix(folder.resolve("scripted.sock")))
            .callTimeout(Duration.ofMillis(300))
            .window(1)
            .build();
    try (ScriptedServer server = new ScriptedServer(folder, peer -> {});
        JsonRpcConnection connection =
            new JsonRpcConnection(server.endpoint(), one, JsonRpcConnection.Listener.NONE)) {
      Thread first =
          JsonRpcConnection.daemon(
              () ->
                  assertThatExceptionOfType(ConnectionLostException.class)
                      .isThrownBy(() -> connection.call("echo", List.of(), LONG)),
              "holds the window");
      first.start();
      while (first.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
      assertThatExceptionOfType(TimedOutException.class)
          .isThrownBy(() -> connection.call("transact", INSERT))
          .satisfies(e -> assertThat(e.retryable()).isTrue());
    }
  }
}
