package io.kvmsdk.ovs.ovsdb;

import static io.kvmsdk.ovs.ovsdb.ScriptedServer.greet;
import static io.kvmsdk.ovs.ovsdb.ScriptedServer.hear;
import static io.kvmsdk.ovs.ovsdb.ScriptedServer.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.TimedOutException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class HostileServerTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @TempDir Path folder;

  private void assertViolation(ScriptedServer.Script script, String problem) throws IOException {
    try (ScriptedServer server = new ScriptedServer(folder, script);
        JsonRpcConnection client = new JsonRpcConnection(server.endpoint(), TIMEOUT)) {
      assertThatExceptionOfType(OvsdbException.class)
          .isThrownBy(() -> client.call("list_dbs", List.of()))
          .withMessageContaining(problem)
          .satisfies(e -> assertThat(e.error()).isEqualTo(OvsdbException.PROTOCOL_VIOLATION));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.2\r\n",
        "[]",
        "17 ",
        "{}",
        "{\"id\":\"1\"}",
        "{\"id\":1,\"id\":2}",
        "{\"id\":1e99999999999}",
        "{\"method\":7,\"params\":[],\"id\":1}",
        "{\"id\":\"1\",\"result\":[\"\\ud\"],\"error\":null}",
        "{\"id\":\"1\",\"result\":[\u0001]}",
        "{\"id\":\"1\",\"result\":[,],\"error\":null}"
      })
  void call_whenTheServerSpeaksSomethingElse_ends(String text) throws IOException {
    assertViolation(peer -> say(peer, text), "does not speak RFC 7047");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "{}", "7", "\"Open_vSwitch\"", "[1]", "[null]", "[[\"a\"]]"})
  void listDatabases_whenTheResultIsNoListOfNames_refuses(String result) throws IOException {
    ScriptedServer.Script script =
        peer -> {
          greet(peer);
          hear(peer);
          say(peer, "{\"id\":\"2\",\"error\":null,\"result\":" + result + "}");
        };
    try (ScriptedServer server = new ScriptedServer(folder, script);
        OvsdbClient client = OvsdbClient.connect(server.endpoint(), TIMEOUT)) {
      assertThatExceptionOfType(OvsdbException.class)
          .isThrownBy(client::listDatabases)
          .withMessageContaining("no list of names");
    }
  }

  @Test
  void call_whenAMessageNeverEnds_endsAtTheLimit() throws IOException {
    String block = "\"" + "x".repeat(60_000) + "\",";
    assertViolation(
        peer -> {
          say(peer, "{\"id\":\"1\",\"result\":[");
          while (true) {
            say(peer, block);
          }
        },
        "longer than");
  }

  @Test
  void call_whenAStringNeverEnds_endsAtTheLimit() throws IOException {
    String block = "x".repeat(60_000);
    assertViolation(
        peer -> {
          say(peer, "{\"id\":\"");
          while (true) {
            say(peer, block);
          }
        },
        "does not speak RFC 7047");
  }

  @Test
  void call_whenTheTextIsNotUtf8_ends() throws IOException {
    assertViolation(
        peer -> {
          say(peer, "{\"id\":\"1\",\"error\":null,\"result\":[\"");
          peer.write(ByteBuffer.wrap(new byte[] {(byte) 0xc3, '"'})); // half an ö
          say(peer, "]}");
        },
        "does not speak RFC 7047");
  }

  @Test
  void call_whenTheServerAnswersTwice_takesTheFirstAndGoesOn() throws IOException {
    ScriptedServer.Script script =
        peer -> {
          hear(peer);
          say(peer, "{\"id\":\"1\",\"error\":null,\"result\":[1]}");
          say(peer, "{\"id\":\"1\",\"error\":null,\"result\":[2]}");
          hear(peer);
          say(peer, "{\"id\":\"1\",\"error\":null,\"result\":[3]}");
          say(peer, "{\"id\":\"2\",\"error\":null,\"result\":[4]}");
        };
    try (ScriptedServer server = new ScriptedServer(folder, script);
        JsonRpcConnection client = new JsonRpcConnection(server.endpoint(), TIMEOUT)) {
      assertThat(client.call("list_dbs", List.of())).hasToString("[1]");
      assertThat(client.call("list_dbs", List.of())).hasToString("[4]");
    }
  }

  @Test
  void call_whenNestingIsDeep_endsBeforeTheStackDoes() throws IOException {
    assertViolation(peer -> say(peer, "{\"id\":" + "[".repeat(100_000)), "nesting depth");
  }

  @Test
  void call_whenTheServerAsksWithoutEndAndReadsNothing_ends() throws IOException {
    String probe = "{\"method\":\"echo\",\"id\":1,\"params\":[\"" + "x".repeat(10_000) + "\"]}";
    assertViolation(
        peer -> {
          while (true) {
            say(peer, probe);
          }
        },
        "does not read the answers");
  }

  @Test
  void call_whenTheServerProbesWithTooMuch_ends() throws IOException {
    String probe = "{\"method\":\"echo\",\"id\":1,\"params\":[\"" + "x".repeat(66_000) + "\"]}";
    assertViolation(peer -> say(peer, probe), "a probe has 66");
  }

  @Test
  void call_whenTheConnectionClosesInAMessage_endsAsViolation() throws IOException {
    assertViolation(
        peer -> {
          say(peer, "{\"id\":\"1\",");
          peer.shutdownOutput();
        },
        "end-of-input");
  }

  @Test
  void call_whenTheConnectionClosesBetweenMessages_isLost() throws IOException {
    try (ScriptedServer server = new ScriptedServer(folder, peer -> peer.shutdownOutput());
        JsonRpcConnection client = new JsonRpcConnection(server.endpoint(), TIMEOUT)) {
      assertThatExceptionOfType(ConnectionLostException.class)
          .isThrownBy(() -> client.call("echo", List.of()))
          .withMessageContaining("scripted.sock");
    }
  }

  @Test
  void call_whenNoReplyComes_namesTheMethodAndTheTime() throws IOException {
    try (ScriptedServer server = new ScriptedServer(folder, peer -> {});
        JsonRpcConnection client = new JsonRpcConnection(server.endpoint(), TIMEOUT)) {
      assertThatExceptionOfType(TimedOutException.class)
          .isThrownBy(() -> client.call("list_dbs", List.of(), Duration.ofMillis(50)))
          .withMessageContaining("list_dbs")
          .withMessageContaining("PT0.05S");
    }
  }

  @Test
  void call_whenTheThreadIsInterrupted_isCancelledAndKeepsTheFlag() throws IOException {
    try (ScriptedServer server = new ScriptedServer(folder, peer -> {});
        JsonRpcConnection client = new JsonRpcConnection(server.endpoint(), TIMEOUT)) {
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(CancelledException.class)
          .isThrownBy(() -> client.call("echo", List.of()));
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void call_whenRepliesComeInPiecesAndOutOfOrder_findsItsOwn() throws IOException {
    String stray =
        "{\"id\":\"99\",\"result\":[],\"error\":null}\n {\"method\":\"update\",\"params\":[],\"id\":null}";
    String reply = "{\"error\":null,\"id\":\"1\",\"result\":[\"Größe\"]}";
    try (ScriptedServer server =
            new ScriptedServer(
                folder,
                peer -> {
                  hear(peer);
                  for (String piece : (stray + reply).split("(?<=\\G.{3})")) {
                    say(peer, piece);
                  }
                });
        JsonRpcConnection client = new JsonRpcConnection(server.endpoint(), TIMEOUT)) {
      assertThat(client.call("list_dbs", List.of())).isEqualTo(List.of("Größe"));
    }
  }

  @Test
  void reader_whenTheServerProbes_answersWithWhatItSent() throws IOException {
    CompletableFuture<String> heard = new CompletableFuture<>();
    String params = "[\"ü\",12345678901234567890,1.10,{\"a\":[null,true]}]";
    try (ScriptedServer server =
            new ScriptedServer(
                folder,
                peer -> {
                  say(peer, "{\"method\":\"echo\",\"id\":[\"probe\",1],\"params\":" + params + "}");
                  heard.complete(hear(peer));
                });
        JsonRpcConnection client = new JsonRpcConnection(server.endpoint(), TIMEOUT)) {
      assertThat(heard.orTimeout(30, TimeUnit.SECONDS).join())
          .isEqualTo("{\"result\":" + params + ",\"error\":null,\"id\":[\"probe\",1]}");
      assertThat(client).hasToString("JsonRpcConnection[" + server.endpoint() + "]");
    }
  }

  @Test
  void reader_whenTheServerAsksForSomethingElse_saysSo() throws IOException {
    CompletableFuture<String> heard = new CompletableFuture<>();
    try (ScriptedServer server =
            new ScriptedServer(
                folder,
                peer -> {
                  say(peer, "{\"method\":\"steal\",\"id\":7,\"params\":[]}");
                  heard.complete(hear(peer));
                });
        JsonRpcConnection client = new JsonRpcConnection(server.endpoint(), TIMEOUT)) {
      assertThat(heard.orTimeout(30, TimeUnit.SECONDS).join())
          .contains("\"error\":\"unknown method\"")
          .contains("\"id\":7");
      client.close();
      client.close();
      assertThatExceptionOfType(ConnectionLostException.class)
          .isThrownBy(() -> client.call("echo", List.of()))
          .withMessageContaining("this client was closed");
    }
  }

  @Test
  void call_whenTheErrorIsOnlyAString_carriesIt() throws IOException {
    Pattern id = Pattern.compile("\"id\":(\"\\d+\")");
    try (ScriptedServer server =
            new ScriptedServer(
                folder,
                peer -> {
                  Matcher m = id.matcher(hear(peer));
                  assertThat(m.find()).isTrue();
                  say(peer, "{\"result\":null,\"error\":\"busy\",\"id\":" + m.group(1) + "}");
                });
        JsonRpcConnection client = new JsonRpcConnection(server.endpoint(), TIMEOUT)) {
      assertThatExceptionOfType(OvsdbException.class)
          .isThrownBy(() -> client.call("list_dbs", List.of()))
          .satisfies(e -> assertThat(e.error()).isEqualTo("busy"));
    }
  }
}
