package io.kvmsdk.ovs.ovsdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.judge.RequiresTool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
@RequiresTool(
    value = {"ovsdb-server", "--version"},
    debianPackage = "openvswitch-common")
class LeakTest {
  @Test
  void connect_whenDoneAHundredTimes_leavesNoThreadAndNoDescriptor(@TempDir Path folder)
      throws IOException {
    try (OvsdbServer server = OvsdbServer.start(folder)) {
      connectAndClose(server); // opens what the JVM keeps
      awaitNoThreads();
      long before = descriptors();
      for (int i = 0; i < 100; i++) {
        connectAndClose(server);
      }
      awaitNoThreads();
      assertThat(descriptors()).isLessThan(before + 10);
    }
  }

  @Test
  void connect_whenTheHostIsUnknown_leavesNoDescriptor() throws IOException {
    OvsdbEndpoint nowhere = new OvsdbEndpoint.Tcp("no host.invalid", 6640);
    connectInVain(nowhere); // opens what the JVM keeps
    long before = descriptors();
    for (int i = 0; i < 50; i++) {
      connectInVain(nowhere);
    }
    assertThat(descriptors()).isLessThan(before + 10);
  }

  private static void connectInVain(OvsdbEndpoint endpoint) {
    assertThatExceptionOfType(ConnectionLostException.class)
        .isThrownBy(() -> OvsdbClient.connect(endpoint, Duration.ofSeconds(30)))
        .withMessageContaining("no such host");
  }

  @Test
  void connect_whenTheAuthoritysFileIsGone_hangsUp(@TempDir Path folder) throws IOException {
    OvsdbTls tls = OvsdbTls.trusting(folder.resolve("gone.pem"));
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      OvsdbEndpoint ssl = new OvsdbEndpoint.Ssl("127.0.0.1", server.getLocalPort());
      assertThatExceptionOfType(InvalidSpecException.class)
          .isThrownBy(() -> OvsdbClient.connect(b -> b.addEndpoints(ssl).tls(tls)))
          .withMessageContaining("gone.pem");
      try (Socket peer = server.accept()) {
        assertThat(peer.getInputStream().read()).isEqualTo(-1);
      }
    }
  }

  private static void connectAndClose(OvsdbServer server) {
    try (OvsdbClient client = OvsdbClient.connect(b -> b.addEndpoints(server.unix()))) {
      client.echo();
    }
  }

  /** Hangs, until the test's time is over, where a thread stays. */
  static void awaitNoThreads() {
    while (Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().startsWith("kvmsdk-ovsdb"))) {
      LockSupport.parkNanos(5_000_000);
    }
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.count();
    }
  }
}
