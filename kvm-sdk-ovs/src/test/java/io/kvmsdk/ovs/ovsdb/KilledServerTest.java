package io.kvmsdk.ovs.ovsdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.judge.RequiresTool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is known of transactions while the server is killed again and again. */
@Timeout(300)
@RequiresTool(
    value = {"ovsdb-server", "--version"},
    debianPackage = "openvswitch-common")
class KilledServerTest {
  private static final int KILLS = Integer.getInteger("kvmsdk.ovs.kills", 10);
  private static final int WRITERS = 4;

  /** A server that dies again and again is left alone for longer and longer. */
  private static final Duration SOON = Duration.ofMillis(100);

  /** How many transactions are acknowledged between two kills. */
  private static final int BETWEEN = 100;

  private final Set<UUID> acknowledged = ConcurrentHashMap.newKeySet();
  private final Set<UUID> unknown = ConcurrentHashMap.newKeySet();
  private final Set<UUID> notSent = ConcurrentHashMap.newKeySet();
  private final AtomicInteger kills = new AtomicInteger();

  @Test
  void transactions_whenTheServerIsKilled_areThereAbsentOrReportedUnknown(@TempDir Path folder)
      throws Exception {
    ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
    try (OvsdbServer server = OvsdbServer.start(folder);
        OvsdbClient client =
            OvsdbClient.connect(b -> b.addEndpoints(server.unix()).backoffMax(SOON))) {
      OvsdbDatabase database = client.database("Kvmsdk");
      for (int i = 0; i < WRITERS; i++) {
        writers.execute(() -> write(database));
      }
      for (int i = 1; i <= KILLS; i++) {
        while (acknowledged.size() < i * BETWEEN) {
          LockSupport.parkNanos(1_000_000);
        }
        server.kill();
        server.restart();
        kills.incrementAndGet();
      }
      writers.shutdown();
      assertThat(writers.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
      Set<UUID> present =
          database.read("Thing").rows("Thing").stream().map(Row::uuid).collect(Collectors.toSet());
      assertThat(present).containsAll(acknowledged);
      assertThat(notSent).doesNotContainAnyElementsOf(present);
      present.removeAll(acknowledged);
      assertThat(unknown).containsAll(present); // what is there was told of, one way or the other
    } finally {
      writers.shutdownNow();
    }
  }

  private void write(OvsdbDatabase database) {
    while (kills.get() < KILLS) {
      UUID uuid = UUID.randomUUID();
      try {
        database.transact(Operation.insert("Thing", Map.of()).withUuid(uuid));
        acknowledged.add(uuid);
      } catch (OutcomeUnknownException e) {
        unknown.add(uuid);
      } catch (ConnectionLostException e) {
        notSent.add(uuid);
      }
    }
  }
}
