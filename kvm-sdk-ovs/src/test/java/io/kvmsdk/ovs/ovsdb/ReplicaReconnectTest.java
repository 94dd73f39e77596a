package io.kvmsdk.ovs.ovsdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.event.GapCause;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a replica lives through; {@code ovsdb-client dump} is its judge. */
@Timeout(180)
@RequiresTool(
    value = {"ovsdb-server", "--version"},
    debianPackage = "openvswitch-common")
class ReplicaReconnectTest {
  private static final Duration SOON = MonitorContract.SOON;

  @TempDir Path folder;
  private OvsdbServer server;
  private OvsdbClient client;
  private final Diary diary = new Diary();

  @BeforeEach
  void start() throws IOException {
    server = OvsdbServer.start(folder, schema(MonitorContract.SCHEMA));
    client = OvsdbClient.connect(server.unix(), SOON);
  }

  @AfterEach
  void stop() {
    if (server != null) {
      client.close();
      server.close();
    }
  }

  private Path schema(String text) throws IOException {
    return Files.writeString(folder.resolve("things.ovsschema"), text);
  }

  private static Operation.Insert thing(String name) {
    return Operation.insert("Thing", Map.of("name", Value.of(name)));
  }

  private static Operation remove(String name) {
    return Operation.delete("Thing", Condition.equal("name", name));
  }

  private static List<String> names(TableSnapshot tables) {
    return tables.rows("Thing").stream().map(row -> row.text("name")).sorted().toList();
  }

  /** A table as another program reads it. */
  private Map<UUID, Row> dump(String table) throws IOException {
    OvsdbEndpoint endpoint = server.unix();
    DatabaseSchema schema = client.database("Things").schema();
    String json =
        Tool.run("ovsdb-client", "dump", "-f", "json", endpoint, "Things", table).orFail().output();
    Map<?, ?> dump = (Map<?, ?>) TableUpdatesTest.json(json);
    List<?> headings = (List<?>) dump.get("headings");
    return ((List<?>) dump.get("data"))
        .stream()
            .map(
                values ->
                    java.util.stream.IntStream.range(0, headings.size())
                        .boxed()
                        .collect(
                            Collectors.<Integer, String, Object>toMap(
                                i -> (String) headings.get(i), ((List<?>) values)::get)))
            .map(row -> ValueReader.row(row, schema.table(table).orElseThrow()))
            .collect(Collectors.toMap(Row::uuid, row -> row));
  }

  @Test
  void replica_whenTransactionsAreRandomAndTheServerIsKilled_isAsTheDump() throws IOException {
    RandomThings things = new RandomThings(7);
    try (Replica replica = client.database("Things").replica("Thing", "Other")) {
      for (int burst = 0; burst < 6; burst++) {
        for (int i = 0; i < 30; i++) {
          client.database("Things").transact(things.next());
        }
        if (burst % 2 == 0) {
          server.kill();
          server.restart();
        }
        TableSnapshot now = Twice.call(replica::refresh);
        assertThat(now.tables().get("Thing")).isEqualTo(dump("Thing"));
        assertThat(now.tables().get("Other")).isEqualTo(dump("Other"));
      }
    }
  }

  @Test
  void replica_whenRowsGoAndComeWhileItIsAway_tellsOfThatOverAGap() throws Exception {
    OvsdbDatabase database = client.database("Things");
    database.transact(thing("gone"), thing("kept"));
    try (Replica replica = database.monitor(MonitorRequest.of("Thing"), diary)) {
      diary.next();
      Row kept = replica.index("Thing", "name").rows("kept").iterator().next();
      server.kill();
      Tool.run(
              "ovsdb-tool",
              "transact",
              folder.resolve("kvmsdk.db"),
              "[\"Things\",{\"op\":\"delete\",\"table\":\"Thing\",\"where\":[[\"name\",\"==\",\"gone\"]]},"
                  + "{\"op\":\"insert\",\"table\":\"Thing\",\"row\":{\"name\":\"new\"}}]")
          .orFail();
      server.restart();
      MonitorUpdate update = diary.next();
      assertThat(update.gap()).contains(GapCause.RECONNECTED);
      assertThat(update.initial()).isFalse();
      assertThat(update.changes())
          .hasSize(2)
          .anySatisfy(change -> assertThat(change).isInstanceOf(RowChange.Inserted.class))
          .anySatisfy(change -> assertThat(change).isInstanceOf(RowChange.Deleted.class));
      assertThat(names(update.tables())).containsExactly("kept", "new");
      assertThat(update.tables().find("Thing", kept.uuid()).orElseThrow()).isSameAs(kept);
      client.database("Things").transact(thing("more"));
      assertThat(diary.next().changes()).hasSize(1);
    }
  }

  /** A cluster of one keeps its last transactions, as every cluster does. */
  private void cluster() throws IOException {
    client.close();
    server.kill();
    Files.delete(folder.resolve("kvmsdk.db"));
    Tool.run(
            "ovsdb-tool",
            "create-cluster",
            folder.resolve("kvmsdk.db"),
            folder.resolve("things.ovsschema"),
            "unix:" + folder.resolve("raft.sock"))
        .orFail();
    server.restart();
    client = OvsdbClient.connect(server.unix(), SOON);
  }

  @Test
  void replica_whenTheServerKeepsItsHistory_getsOnlyWhatItMissed() throws Exception {
    cluster();
    try (OldServer between = new OldServer(server);
        OvsdbClient mine = OvsdbClient.connect(between.endpoint(), SOON)) {
      OvsdbDatabase elsewhere = client.database("Things");
      elsewhere.transact(Collections.nCopies(200, thing("many"))); // a history is no larger
      elsewhere.transact(thing("kept"), thing("gone"), thing("changed"));
      try (Replica replica = mine.database("Things").monitor(MonitorRequest.of("Thing"), diary)) {
        diary.next();
        int before = between.said().length();
        between.cut();
        elsewhere.transact(remove("gone"), thing("new"));
        elsewhere.transact(
            Operation.update(
                "Thing", Map.of("trunks", Value.set(1, 2)), Condition.equal("name", "changed")));
        between.mend();
        MonitorUpdate update = diary.next();
        assertThat(update.gap()).isPresent();
        assertThat(update.changes()).hasSize(3);
        assertThat(between.said().substring(before))
            .contains("[true,\"")
            .contains("\"modify\"")
            .doesNotContain("\"initial\"")
            .doesNotContain("kept");
        assertThat(replica.refresh().tables().get("Thing")).isEqualTo(dump("Thing"));
        elsewhere.transact(remove("new"));
        assertThat(replica.refresh().tables().get("Thing")).isEqualTo(dump("Thing"));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Thing\":{\"00000000-0000-0000-0000-000000000001\":{\"modify\":{\"count\":7}}}}",
        "{\"Thing\":7}",
        "{\"None\":{}}",
        "{\"Thing\":{\"x\":{\"delete\":null}}}",
        "[]"
      })
  void replica_whenAnUpdateMakesNoSense_readsAllAnew(String nonsense) throws Exception {
    try (OldServer between = new OldServer(server);
        OvsdbClient mine = OvsdbClient.connect(between.endpoint(), SOON);
        Replica replica = mine.database("Things").monitor(MonitorRequest.of("Thing"), diary)) {
      diary.next();
      UUID uuid = UUID.randomUUID();
      String update = "{\"Thing\":{\"" + uuid + "\":{\"insert\":{\"name\":\"a\"}}}}";
      between.garble(update, nonsense);
      client.database("Things").transact(thing("a").withUuid(uuid));
      MonitorUpdate bridged = diary.next();
      assertThat(bridged.gap()).isPresent();
      assertThat(names(bridged.tables())).containsExactly("a");
      client.database("Things").transact(thing("b"));
      assertThat(names(replica.refresh())).containsExactly("a", "b");
    }
  }

  @Test
  void where_whenTheConnectionIsLost_holdsOnTheNextOne() throws Exception {
    cluster();
    try (OldServer between = new OldServer(server);
        OvsdbClient mine = OvsdbClient.connect(between.endpoint(), SOON)) {
      client.database("Things").transact(thing("a"), thing("b"));
      MonitorRequest a = MonitorRequest.of().where("Thing", Condition.equal("name", "a"));
      try (Replica replica = mine.database("Things").monitor(a, diary)) {
        diary.next();
        between.cut();
        assertThatExceptionOfType(ConnectionLostException.class)
            .isThrownBy(() -> replica.where("Thing", Condition.equal("name", "b")));
        between.mend();
        replica.waitFor(now -> names(now).equals(List.of("b")), SOON);
      }
    }
  }

  @Test
  void where_whenTheConnectionIsLostBeforeTheRowsAreTakenIn_getsThemOnTheNextOne()
      throws Exception {
    cluster();
    try (OldServer between = new OldServer(server);
        OvsdbClient mine = OvsdbClient.connect(between.endpoint(), SOON)) {
      OvsdbDatabase elsewhere = client.database("Things");
      elsewhere.transact(Collections.nCopies(200, thing("many"))); // a history is no larger
      elsewhere.transact(thing("a"), thing("b"));
      Halt halt = new Halt();
      mine.session().follow(halt);
      MonitorRequest a = MonitorRequest.of().where("Thing", Condition.equal("name", "a"));
      try (Replica replica = mine.database("Things").replica(a)) {
        halt.armed.set(true);
        elsewhere.transact(thing("a"));
        halt.reached.await();
        int before = between.said().length();
        CompletableFuture<Void> change =
            CompletableFuture.runAsync(() -> replica.where("Thing", Condition.equal("name", "b")));
        while (!between.said().substring(before).contains("\"result\":[]")) { // of refresh's echo
          Thread.onSpinWait();
        }
        halt.connection.end(new IOException("cut by a test")); // what is halted is dropped by now
        between.cut();
        halt.go.countDown();
        assertThatExceptionOfType(CompletionException.class)
            .isThrownBy(change::join)
            .withCauseInstanceOf(ConnectionLostException.class);
        between.mend();
        replica.waitFor(now -> names(now).equals(List.of("b")), SOON);
      }
    }
  }

  /** Holds all notifications up, from the next one on. */
  private static final class Halt implements Follower {
    final AtomicBoolean armed = new AtomicBoolean();
    final CountDownLatch reached = new CountDownLatch(1);
    final CountDownLatch go = new CountDownLatch(1);
    volatile JsonRpcConnection connection;

    @Override
    public void connected(JsonRpcConnection newConnection) {
      connection = newConnection;
    }

    @Override
    public void notified(JsonRpcConnection connection, Notification notification) {
      if (armed.getAndSet(false)) {
        reached.countDown();
        try {
          go.await();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
    }
  }

  private static List<Condition> wrong() {
    return List.of(
        Condition.equal("nmae", "a"),
        Condition.equal("name", 7),
        Condition.equal("name", "half a \ud83d"),
        Condition.equal("name", "\0"));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void where_whenTheSchemaForbidsIt_isRefusedAndTheReplicaLivesOn(Condition wrong)
      throws Exception {
    OvsdbDatabase database = client.database("Things");
    MonitorRequest a = MonitorRequest.of().where("Thing", Condition.equal("name", "a"));
    try (Replica replica = database.replica(a)) {
      JsonRpcConnection before = client.session().connection();
      assertThatExceptionOfType(InvalidSpecException.class)
          .isThrownBy(() -> replica.where("Thing", wrong))
          .withMessageContaining("rows of Thing");
      assertThatExceptionOfType(InvalidSpecException.class)
          .isThrownBy(() -> database.replica(a.where("Thing", wrong)));
      assertThat(client.session().connection()).isSameAs(before);
      server.kill();
      server.restart();
      Twice.call(replica::refresh);
      database.transact(thing("a"), thing("b"));
      assertThat(names(replica.refresh())).containsExactly("a");
    }
  }

  @Test
  void where_whenTheServerRefuses_keepsTheRowsAndTheReplicaLivesOn() throws Exception {
    try (OldServer between = new OldServer(server, "monitor_cond_change");
        OvsdbClient mine = OvsdbClient.connect(between.endpoint(), SOON)) {
      client.database("Things").transact(thing("a"), thing("b"));
      MonitorRequest a = MonitorRequest.of().where("Thing", Condition.equal("name", "a"));
      try (Replica replica = mine.database("Things").monitor(a, diary)) {
        diary.next();
        assertThatExceptionOfType(OvsdbException.class)
            .isThrownBy(() -> replica.where("Thing", Condition.equal("name", "b")));
        between.cut();
        between.mend();
        diary.next();
        assertThat(names(replica.refresh())).containsExactly("a");
      }
    }
  }

  @Test
  void waitFor_whenTheServerIsAway_saysThat() throws Exception {
    CountDownLatch lost = new CountDownLatch(1);
    try (Replica replica = client.database("Things").replica("Thing")) {
      client.session().follow(new Losses(lost)); // is told after the replica
      server.kill();
      lost.await();
      assertThatExceptionOfType(TimedOutException.class)
          .isThrownBy(() -> replica.waitFor(now -> false, Duration.ofSeconds(1)))
          .withMessageContaining("cannot be reached");
      server.restart();
      Twice.call(replica::refresh);
    }
  }

  private record Losses(CountDownLatch lost) implements Follower {
    @Override
    public void connected(JsonRpcConnection connection) {}

    @Override
    public void lost(JsonRpcConnection connection, KvmException why) {
      lost.countDown();
    }
  }

  private static final String MORE_COLUMNS =
      MonitorContract.SCHEMA
          .replace("1.0.0", "1.1.0")
          .replace("\"count\":", "\"colour\": {\"type\": \"string\"}, \"count\":");

  private static final String NO_COUNT =
      MonitorContract.SCHEMA
          .replace("1.0.0", "2.0.0")
          .replace("\"count\": {\"type\": \"integer\"},", "");

  private void convert(String schema) throws IOException {
    OvsdbEndpoint endpoint = server.unix();
    Tool.run("ovsdb-client", "convert", endpoint, schema(schema)).orFail();
  }

  @Test
  void replica_whenTheSchemaGrows_hasTheNewColumns() throws Exception {
    client.database("Things").transact(thing("a"));
    try (Replica replica = client.database("Things").replica("Thing")) {
      convert(MORE_COLUMNS);
      replica.waitFor(now -> now.rows("Thing").iterator().next().has("colour"), SOON);
      client.database("Things").transact(thing("b"));
      assertThat(replica.refresh().tables().get("Thing")).isEqualTo(dump("Thing"));
    }
  }

  @Test
  void replica_whenTheServerCancelsTheMonitor_monitorsAnew() throws Exception {
    JsonRpcConnection before = client.session().connection();
    client.session().call("set_db_change_aware", List.of(true));
    client.database("Things").transact(thing("a"));
    try (Replica replica = client.database("Things").monitor(MonitorRequest.of("Thing"), diary)) {
      diary.next();
      convert(MORE_COLUMNS);
      MonitorUpdate update = diary.next();
      assertThat(update.gap()).isPresent();
      assertThat(update.tables().rows("Thing").iterator().next().has("colour")).isTrue();
      client.database("Things").transact(thing("b"));
      assertThat(names(replica.refresh())).containsExactly("a", "b");
      assertThat(client.session().connection()).isSameAs(before);
    }
  }

  @Test
  void replica_whenANamedColumnIsGone_endsWithItsName() throws Exception {
    MonitorRequest request = MonitorRequest.of("Other").columns("Thing", "name", "count");
    try (Replica replica = client.database("Things").monitor(request, diary);
        Replica tolerant = client.database("Things").replica("Thing")) {
      client.database("Things").transact(thing("a"));
      replica.refresh(); // what is not taken in by then would be lost with the connection
      tolerant.refresh();
      convert(NO_COUNT);
      KvmException end = diary.ends.poll(SOON.toSeconds(), TimeUnit.SECONDS);
      assertThat(end).isInstanceOf(NotFoundException.class).hasMessageContaining("count");
      assertThatExceptionOfType(NotFoundException.class)
          .isThrownBy(() -> replica.waitFor(now -> false, SOON));
      assertThat(replica.snapshot().rows("Thing")).hasSize(1);
      tolerant.waitFor(now -> !now.rows("Thing").iterator().next().has("count"), SOON);
    }
  }

  @Test
  void replica_whenItsClientIsClosed_endsAndLeavesNoThread() throws Exception {
    Replica replica = client.database("Things").monitor(MonitorRequest.of("Thing"), diary);
    diary.next();
    List<Thread> threads =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().contains(folder.toString()))
            .toList();
    assertThat(threads).isNotEmpty();
    client.close();
    assertThat(diary.ends.poll(SOON.toSeconds(), TimeUnit.SECONDS)).isNotNull();
    assertThatExceptionOfType(KvmException.class)
        .isThrownBy(() -> replica.waitFor(now -> false, SOON))
        .withMessageContaining("closed");
    for (Thread thread : threads) {
      thread.join(SOON.toMillis());
      assertThat(thread.isAlive()).as(thread.getName()).isFalse();
    }
    replica.close();
  }
}
