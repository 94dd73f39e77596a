package io.kvmsdk.ovs.ovsdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.judge.RequiresTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
