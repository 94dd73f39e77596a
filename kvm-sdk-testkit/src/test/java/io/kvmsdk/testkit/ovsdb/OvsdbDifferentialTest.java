package io.kvmsdk.testkit.ovsdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.judge.RequiresTool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same requests to the fake and to a real ovsdb-server get the same answers. */
@RequiresTool(
    value = {"ovsdb-server", "--version"},
    debianPackage = "openvswitch-common")
class OvsdbDifferentialTest {
  private static final int TRANSACTIONS = Integer.getInteger("kvmsdk.ovsdb.transactions", 2000);

  /** A test that falls must fall again: who looks for more faults gives seeds of his own. */
  private static final long SEED = Long.getLong("kvmsdk.ovsdb.seed", 7047);

  @TempDir Path folder;
  private RealServer real;
  private FakeOvsdbServer fake;

  @BeforeEach
  void start() throws IOException {
    real = new RealServer(folder, Zoo.SCHEMA);
    fake = FakeOvsdbServer.start(Zoo.SCHEMA);
  }

  @AfterEach
  void stop() {
    if (fake != null) {
      fake.close();
    }
    if (real != null) {
      real.close();
    }
  }

  @Test
  void replies_whenRequestsAreRandom_areTheRealServers() {
    Zoo zoo = new Zoo(new Random(SEED));
    try (Twins twins = new Twins(real.endpoint(), fake.endpoint())) {
      for (int i = 0; i < TRANSACTIONS; i++) {
        Object[] request = zoo.transaction();
        twins.call("seed " + SEED + ", transaction " + i, "transact", request);
      }
    }
  }

  @Test
  void monitors_whenTransactionsAreRandom_areToldTheSame() {
    Zoo zoo = new Zoo(new Random(SEED));
    try (Twins twins = new Twins(real.endpoint(), fake.endpoint())) {
      for (String request : Zoo.MONITORS) {
        twins.call("seed " + SEED, request);
      }
      for (int i = 0; i < TRANSACTIONS / 4; i++) {
        twins.call("seed " + SEED + ", transaction " + i, "transact", zoo.transaction());
      }
    }
  }

  @Test
  void monitors_whenTheirConditionsChange_areToldTheSame() {
    Zoo zoo = new Zoo(new Random(SEED));
    try (Twins twins = new Twins(real.endpoint(), fake.endpoint())) {
      for (String request : Zoo.MONITORS) {
        twins.call("seed " + SEED, request);
      }
      for (int i = 0; i < TRANSACTIONS / 4; i++) {
        String about = "seed " + SEED + ", transaction " + i;
        twins.call(about, "transact", zoo.transaction());
        twins.call(about, "monitor_cond_change", zoo.otherConditions());
      }
    }
  }

  @Test
  void mutate_whenProductsAreZeroOfBothSigns_callsThemDuplicatesAsTheRealServerDoes() {
    try (Twins twins = new Twins(real.endpoint(), fake.endpoint())) {
      for (String request : Zoo.ZEROES) {
        twins.call("zeroes", request);
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
