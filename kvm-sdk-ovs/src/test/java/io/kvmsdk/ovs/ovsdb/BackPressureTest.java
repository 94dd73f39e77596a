package io.kvmsdk.ovs.ovsdb;

import static io.kvmsdk.ovs.ovsdb.ScriptedServer.hear;
import static io.kvmsdk.ovs.ovsdb.ScriptedServer.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.judge.RequiresTool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whoever is slow, server or listener, holds up neither the other side nor memory. */
@Timeout(180)
class BackPressureTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path folder;

  @Test
  @RequiresTool(
      value = {"ovsdb-server", "--version"},
      debianPackage = "openvswitch-common")
  void calls_whenRequestsAndRepliesFillTheSocketBothWays_allEnd() throws Exception {
    String much = "x".repeat(20_000);
    ExecutorService callers = Executors.newFixedThreadPool(200);
    try (OvsdbServer server = OvsdbServer.start(folder);
        OvsdbClient client =
            OvsdbClient.connect(b -> b.addEndpoints(server.unix()).window(1_000))) {
      List<Future<Object>> replies =
          IntStream.range(0, 1_000)
              .mapToObj(i -> callers.submit(() -> client.session().call("echo", List.of(i, much))))
              .toList();
      for (int i = 0; i < replies.size(); i++) {
        assertThat(replies.get(i).get()).isEqualTo(List.of(i, much));
      }
    } finally {
      callers.shutdownNow();
    }
  }

  @Test
  void reader_whenAListenerBlocks_stillAnswersProbes() throws Exception {
    CountDownLatch blocked = new CountDownLatch(1);
    CompletableFuture<String> heard = new CompletableFuture<>();
    ScriptedServer.Script script =
        peer -> {
          say(peer, "{\"method\":\"update\",\"params\":[],\"id\":null}".repeat(100));
          say(peer, "{\"method\":\"echo\",\"params\":[7],\"id\":\"probe\"}");
          heard.complete(hear(peer));
        };
    try (ScriptedServer server = new ScriptedServer(folder, script);
        JsonRpcConnection connection = connect(server, blocked)) {
      assertThat(heard.get(2, TimeUnit.MINUTES)).contains("[7]").contains("\"probe\"");
      assertThat(connection.isOpen()).isTrue();
    } finally {
      blocked.countDown();
    }
  }

  @Test
  void connection_whenAListenerFallsTooFarBehind_isGivenUp() throws IOException {
    CountDownLatch blocked = new CountDownLatch(1);
    String update =
        "{\"method\":\"update\",\"id\":null,\"params\":[\"" + "x".repeat(1 << 20) + "\"]}";
    ScriptedServer.Script flood =
        peer -> {
          while (true) {
            say(peer, update);
          }
        };
    try (ScriptedServer server = new ScriptedServer(folder, flood);
        JsonRpcConnection connection = connect(server, blocked)) {
      assertThatExceptionOfType(ConnectionLostException.class)
          .isThrownBy(() -> connection.call("echo", List.of()))
          .withMessageContaining("slower than the server");
    } finally {
      blocked.countDown();
    }
  }

  private static JsonRpcConnection connect(ScriptedServer server, CountDownLatch blocked) {
    OvsdbOptions options =
        OvsdbOptions.builder().addEndpoints(server.endpoint()).callTimeout(LONG).build();
    JsonRpcConnection.Listener slow =
        new JsonRpcConnection.Listener() {
          @Override
          public void notified(JsonRpcConnection connection, Notification notification) {
            try {
              blocked.await();
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          }
        };
    return new JsonRpcConnection(server.endpoint(), options, slow);
  }
}
