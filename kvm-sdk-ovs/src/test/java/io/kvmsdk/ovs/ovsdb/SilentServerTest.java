package io.kvmsdk.ovs.ovsdb;

import static io.kvmsdk.ovs.ovsdb.ScriptedServer.hear;
import static io.kvmsdk.ovs.ovsdb.ScriptedServer.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.judge.RequiresTool;
import java.io.IOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A stopped server: its system still takes connections and bytes, and nobody answers. */
@Timeout(180)
@RequiresTool(
    value = {"ovsdb-server", "--version"},
    debianPackage = "openvswitch-common")
class SilentServerTest {
  private static final Duration SOON = Duration.ofSeconds(1);

  @RegisterExtension static final SharedServer server = SharedServer.ofThings();

  @AfterEach
  void thaw() throws IOException {
    server.server().thaw();
  }

  @Test
  void call_whenTheServerStops_endsAfterTwoProbeIntervals() throws IOException {
    long begin = System.nanoTime();
    try (OvsdbClient client =
        OvsdbClient.connect(b -> b.addEndpoints(server.unix()).probeInterval(SOON))) {
      OvsdbDatabase database = client.database("Kvmsdk");
      server.server().freeze();
      assertThatExceptionOfType(OutcomeUnknownException.class)
          .isThrownBy(() -> database.transact(Operation.insert("Thing", Map.of())))
          .withMessageContaining("no sign of life");
      assertThat(Duration.ofNanos(System.nanoTime() - begin))
          .isBetween(SOON.multipliedBy(2), Duration.ofSeconds(20));
    }
  }

  @Test
  void connect_whenTheServerIsStopped_givesUpInTime() throws IOException {
    server.server().freeze();
    assertThatExceptionOfType(ConnectionLostException.class)
        .isThrownBy(() -> OvsdbClient.connect(server.unix(), SOON))
        .withMessageContaining("no answer within PT1S");
  }

  /** Unix sockets have no handshake: the system refuses at once whom it has no room for. */
  @Test
  void connect_whenTooManyOthersWait_waitsItsTime(@TempDir Path own) throws IOException {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(own.resolve("busy.sock"));
    try (ServerSocketChannel busy = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      busy.bind(address, 1);
      List<SocketChannel> others = fill(address);
      assertThatExceptionOfType(ConnectionLostException.class)
          .isThrownBy(() -> OvsdbClient.connect(new OvsdbEndpoint.Unix(address.getPath()), SOON))
          .withMessageContaining("no answer within PT1S");
      for (SocketChannel other : others) {
        other.close();
      }
    }
  }

  private static List<SocketChannel> fill(UnixDomainSocketAddress address) throws IOException {
    List<SocketChannel> others = new ArrayList<>();
    try {
      while (true) {
        SocketChannel other = SocketChannel.open(StandardProtocolFamily.UNIX);
        others.add(other);
        other.configureBlocking(false);
        other.connect(address);
      }
    } catch (SocketException full) {
      return others;
    }
  }

  @Test
  void connection_whenItIsIdleAndTheServerLives_isProbedAndStays(@TempDir Path own)
      throws Exception {
    CompletableFuture<Void> probedOften = new CompletableFuture<>();
    ScriptedServer.Script answer =
        peer -> {
          for (int i = 0; i < 5; i++) {
            hear(peer);
            say(peer, "{\"id\":\"echo\",\"error\":null,\"result\":[]}");
          }
          probedOften.complete(null);
        };
    try (ScriptedServer alive = new ScriptedServer(own, answer);
        JsonRpcConnection connection =
            new JsonRpcConnection(
                alive.endpoint(),
                OvsdbOptions.builder().addEndpoints(alive.endpoint()).probeInterval(SOON).build(),
                JsonRpcConnection.Listener.NONE)) {
      probedOften.get(2, TimeUnit.MINUTES);
      assertThat(connection.isOpen()).isTrue();
    }
  }

  @Test
  void call_whenTheServerCannotBeReachedAgain_saysWhy() throws IOException {
    try (OvsdbClient client =
        OvsdbClient.connect(
            b -> b.addEndpoints(server.unix()).probeInterval(SOON).connectTimeout(SOON))) {
      server.server().freeze();
      assertThatExceptionOfType(ConnectionLostException.class).isThrownBy(client::echo);
      assertThatExceptionOfType(ConnectionLostException.class)
          .isThrownBy(client::echo)
          .withMessageContaining("no answer within PT1S");
      server.server().thaw();
      while (!echoes(client)) {} // what it was told while it was stopped comes first
    }
  }

  private static boolean echoes(OvsdbClient client) {
    try {
      client.echo();
      return true;
    } catch (ConnectionLostException notYet) {
      return false;
    }
  }
}
