package io.kvmsdk.ovs.ovsdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RequiresTool(
    value = {"ovsdb-server", "--version"},
    debianPackage = "openvswitch-common")
class ReplicaMemoryTest {
  /** 400,000 take a minute. */
  private static final int UPDATES = Integer.getInteger("kvmsdk.ovs.updates", 8_000);

  private static final int ROWS = 500;
  private static final int BATCH = 50;

  @TempDir Path folder;

  @Test
  void replica_whenUpdatesAreMany_keepsNothingOfThem() throws IOException {
    Path schema = Files.writeString(folder.resolve("things.ovsschema"), MonitorContract.SCHEMA);
    try (OvsdbServer server = OvsdbServer.start(folder, schema)) {
      Tool.Result ran =
          Tool.run(
                  Path.of(System.getProperty("java.home"), "bin", "java"),
                  "-Xmx64m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Updates.class.getName(),
                  server.folder().resolve("db.sock"),
                  UPDATES)
              .orFail();
      List<Long> heaps = ran.output().strip().lines().map(Long::parseLong).toList();
      assertThat(heaps).hasSize(2);
      assertThat(heaps.get(1)).isLessThan(heaps.get(0) + (1 << 20));
    }
  }

  /** Tells the heap after a tenth of the updates, and after all. */
  static final class Updates {
    private Updates() {}

    public static void main(String[] arguments) {
      OvsdbEndpoint endpoint = new OvsdbEndpoint.Unix(Path.of(arguments[0]));
      int updates = Integer.parseInt(arguments[1]);
      try (OvsdbClient client = OvsdbClient.connect(endpoint, Duration.ofSeconds(30))) {
        OvsdbDatabase database = client.database("Things");
        List<UUID> rows = fill(database);
        try (Replica replica = database.monitor(MonitorRequest.of("Thing"), update -> {})) {
          int warm = updates / 10;
          update(database, rows, 0, warm);
          System.out.println(heap(replica));
          update(database, rows, warm, updates);
          System.out.println(heap(replica));
        }
      }
    }

    private static List<UUID> fill(OvsdbDatabase database) {
      List<UUID> rows = new ArrayList<>();
      List<Operation> inserts = new ArrayList<>();
      for (int i = 0; i < ROWS; i++) {
        UUID uuid = UUID.randomUUID();
        rows.add(uuid);
        inserts.add(Operation.insert("Thing", Map.of()).withUuid(uuid));
      }
      database.transact(inserts);
      return rows;
    }

    private static void update(OvsdbDatabase database, List<UUID> rows, int from, int to) {
      for (int at = from; at < to; ) {
        List<Operation> batch = new ArrayList<>();
        for (int i = 0; i < BATCH; i++, at++) {
          Map<String, Value> row =
              Map.of(
                  "name", Value.of("name " + at),
                  "options", Value.map(Map.of("key " + at, "value")));
          batch.add(Operation.update("Thing", row, Condition.uuid(rows.get(at % ROWS))));
        }
        database.transact(batch);
      }
    }

    private static long heap(Replica replica) {
      replica.refresh();
      System.gc();
      return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
  }
}
