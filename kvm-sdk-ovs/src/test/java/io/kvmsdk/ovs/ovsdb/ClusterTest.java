package io.kvmsdk.ovs.ovsdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.judge.RequiresTool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three real servers that share a database. */
@Timeout(300)
@RequiresTool(
    value = {"ovsdb-server", "--version"},
    debianPackage = "openvswitch-common")
class ClusterTest {
  /** Five take half a minute. */
  private static final int FAILOVERS = Integer.getInteger("kvmsdk.ovs.failovers", 1);

  @TempDir static Path folder;
  private static OvsdbCluster cluster;

  @BeforeAll
  static void start() throws IOException {
    cluster = OvsdbCluster.start(folder);
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  private static OvsdbClient connect(boolean leaderOnly, Duration callTimeout) {
    return OvsdbClient.connect(
        b ->
            b.endpoints(cluster.endpoints())
                .leaderOnly(leaderOnly)
                .callTimeout(callTimeout)
                .connectTimeout(callTimeout)
                .randomOrder(true));
  }

  @Test
  void connect_whenOnlyTheLeaderWillDo_findsIt() {
    for (int i = 0; i < 5; i++) { // whatever the order
      String found;
      int leader;
      do { // a busy machine's members may choose another meanwhile
        leader = cluster.leader();
        try (OvsdbClient client = connect(true, Duration.ofSeconds(20))) {
          found = client.session().subject().name();
        }
      } while (cluster.leader() != leader);
      assertThat(found).isEqualTo(cluster.member(leader).unix().toString());
    }
  }

  @Test
  void connect_whenTheOnlyEndpointDoesNotLead_saysSo() {
    Throwable thrown;
    int leader;
    do {
      leader = cluster.leader();
      OvsdbEndpoint other = cluster.member((leader + 1) % 3).unix();
      thrown =
          catchThrowable(
              () -> OvsdbClient.connect(b -> b.addEndpoints(other).leaderOnly(true)).close());
    } while (cluster.leader() != leader);
    assertThat(thrown)
        .isInstanceOf(ConnectionLostException.class)
        .hasMessageContaining("does not lead the cluster of Kvmsdk");
  }

  @Test
  void inserts_whenLeadersAreKilled_areNeitherLostNorDoubled() throws Exception {
    AtomicBoolean enough = new AtomicBoolean();
    CompletableFuture<List<UUID>> inserting =
        CompletableFuture.supplyAsync(() -> insertUntil(enough));
    for (int i = 0; i < FAILOVERS; i++) {
      int leader = cluster.leader();
      cluster.member(leader).kill();
      assertThat(cluster.leader()).isNotEqualTo(leader);
      cluster.member(leader).restart();
      cluster.awaitConnected(leader);
    }
    enough.set(true);
    List<UUID> inserted = inserting.get();
    try (OvsdbClient client = connect(true, Duration.ofSeconds(20))) {
      assertThat(client.database("Kvmsdk").read("Thing").rows("Thing"))
          .extracting(Row::uuid)
          .containsAll(inserted)
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void replica_whenTheLeaderIsKilled_missesNothing() throws Exception {
    AtomicBoolean enough = new AtomicBoolean();
    try (OvsdbClient client = connect(true, Duration.ofSeconds(20));
        Replica replica = client.database("Kvmsdk").replica("Thing")) {
      CompletableFuture<List<UUID>> inserting =
          CompletableFuture.supplyAsync(() -> insertUntil(enough));
      int leader = cluster.leader();
      cluster.member(leader).kill();
      assertThat(cluster.leader()).isNotEqualTo(leader);
      cluster.member(leader).restart();
      cluster.awaitConnected(leader);
      enough.set(true);
      List<UUID> inserted = inserting.get();
      replica.waitFor(
          now -> now.tables().get("Thing").keySet().containsAll(inserted), Duration.ofSeconds(20));
      assertThat(Twice.call(replica::refresh).tables().get("Thing").keySet())
          .isEqualTo(client.database("Kvmsdk").read("Thing").tables().get("Thing").keySet());
    }
  }

  /** Inserts one row after the other, each until the server has it. */
  private static List<UUID> insertUntil(AtomicBoolean enough) {
    List<UUID> done = new ArrayList<>();
    try (OvsdbClient client = connect(true, Duration.ofSeconds(20))) {
      OvsdbDatabase database = client.database("Kvmsdk");
      while (!enough.get()) {
        UUID uuid = UUID.randomUUID();
        while (!insert(database, uuid)) {}
        done.add(uuid);
      }
    }
    return done;
  }

  private static boolean insert(OvsdbDatabase database, UUID uuid) {
    try {
      database.transact(Operation.insert("Thing", Map.of()).withUuid(uuid));
      return true;
    } catch (OvsdbException e) {
      if (e.kind() == OvsdbError.DUPLICATE_UUID) { // it was done, only the answer was lost
        return true;
      }
      assertThat(e.error()).isIn("not leader", "cluster error", "database removed");
      return false;
    } catch (OutcomeUnknownException | ConnectionLostException e) {
      return false;
    }
  }

  @Test
  void transact_whenThereIsNoQuorum_isUnknownAndTheMemberIsLeft() throws Exception {
    int leader = cluster.leader();
    List<Integer> others = List.of((leader + 1) % 3, (leader + 2) % 3);
    try (OvsdbClient client = connect(true, Duration.ofSeconds(4))) {
      OvsdbDatabase database = client.database("Kvmsdk");
      for (int other : others) {
        cluster.member(other).kill();
      }
      assertThatExceptionOfType(OutcomeUnknownException.class)
          .isThrownBy(() -> database.transact(Operation.insert("Thing", Map.of())));
      assertThatExceptionOfType(KvmException.class)
          .isThrownBy(client::echo)
          .isInstanceOf(ConnectionLostException.class);
    } finally {
      for (int other : others) {
        cluster.member(other).restart();
      }
      for (int i = 0; i < 3; i++) {
        cluster.awaitConnected(i);
      }
    }
  }
}
