package io.kvmsdk.testkit.ovsdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.judge.RequiresTool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same requests to the fake and to a real ovsdb-server get the same answers. */
@RequiresTool(
    value = {"ovsdb-server", "--version"},
    debianPackage = "openvswitch-common")
class OvsdbDifferentialTest {
  private static final int TRANSACTIONS = Integer.getInteger("kvmsdk.ovsdb.transactions", 2000);

  @TempDir static Path folder;
  private static RealServer real;
  private static FakeOvsdbServer fake;

  @BeforeAll
  static void start() throws IOException {
    real = new RealServer(folder, Zoo.SCHEMA);
    fake = FakeOvsdbServer.start(Zoo.SCHEMA);
  }

  @AfterAll
  static void stop() {
    if (real != null) {
      real.close();
      fake.close();
    }
  }

  @Test
  void replies_whenRequestsAreRandom_areTheRealServers() {
    long seed = new Random().nextLong();
    Zoo zoo = new Zoo(new Random(seed));
    try (Twins twins = new Twins(real.endpoint(), fake.endpoint())) {
      for (int i = 0; i < TRANSACTIONS; i++) {
        Object[] request = zoo.transaction();
        twins.call("seed " + seed + ", transaction " + i, "transact", request);
      }
    }
  }

  @Test
  void monitors_whenTransactionsAreRandom_areToldTheSame() {
    long seed = new Random().nextLong();
    Zoo zoo = new Zoo(new Random(seed));
    try (Twins twins = new Twins(real.endpoint(), fake.endpoint())) {
      for (String request : Zoo.MONITORS) {
        twins.call("seed " + seed, request);
      }
      for (int i = 0; i < TRANSACTIONS / 4; i++) {
        twins.call("seed " + seed + ", transaction " + i, "transact", zoo.transaction());
      }
    }
  }

  @Test
  void replies_whenRequestsAreWrong_areTheRealServers() {
    try (Twins twins = new Twins(real.endpoint(), fake.endpoint())) {
      for (String request : Zoo.WRONG) {
        twins.call("wrong request", request);
      }
    }
  }

  @Test
  void connection_whenTheClientSpeaksNoJsonRpc_isDroppedByBoth() {
    List<String> garbage =
        List.of(
            "[]",
            "{\"a\":tru}",
            "{\"id\":4,\"method\":\"echo\"}",
            "{\"id\":4,\"method\":\"echo\",\"params\":{}}",
            "{\"id\":4,\"method\":\"echo\",\"params\":[],\"x\":1}",
            "{\"id\":4,\"method\":\"echo\",\"params\":[\"\\ud800\"]}",
            "{\"id\":4,\"method\":\"echo\",\"params\":[\"\\u0000\"]}",
            "{\"id\":4,\"method\":\"echo\",\"params\":["
                + "[".repeat(1500)
                + "]".repeat(1500)
                + "]}",
            "{\"id\":4,\"result\":[],\"error\":null}");
    for (String text : garbage) {
      for (String endpoint : Arrays.asList(real.endpoint(), fake.endpoint())) {
        try (Peer peer = new Peer(endpoint)) {
          peer.say(text);
          assertThat(peer.next()).describedAs("%s said to %s", text, endpoint).isNull();
        }
      }
    }
  }
}
