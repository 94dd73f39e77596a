package io.kvmsdk.ovs.ovsdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.event.Registration;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What monitors promise, on whatever server; it has a database of {@link #SCHEMA}. */
@Timeout(180)
abstract class MonitorContract {
  static final String SCHEMA =
      """
      {"name": "Things", "version": "1.0.0", "tables": {
        "Thing": {"isRoot": true, "columns": {
          "name": {"type": "string"},
          "count": {"type": "integer"},
          "ratio": {"type": "real"},
          "on": {"type": "boolean"},
          "tag": {"type": {"key": "integer", "min": 0, "max": 1}},
          "trunks": {"type": {"key": "integer", "min": 0, "max": "unlimited"}},
          "pair": {"type": {"key": "string", "min": 1, "max": 2}},
          "friends": {"type": {"key": {"type": "uuid", "refTable": "Thing", "refType": "weak"},
                      "min": 0, "max": "unlimited"}},
          "options": {"type": {"key": "string", "value": "string", "min": 0, "max": "unlimited"}},
          "weights": {"type": {"key": "integer", "value": "real", "min": 0, "max": 3}}}},
        "Other": {"isRoot": true, "columns": {"name": {"type": "string"}}}}}
      """;

  static final Duration SOON = Duration.ofMinutes(2);

  private OvsdbClient client;
  private OvsdbClient another;
  private OvsdbDatabase database;
  private OvsdbDatabase elsewhere;

  protected abstract OvsdbEndpoint endpoint() throws Exception;

  /** Whether the server knows conditions. */
  protected boolean conditional() {
    return true;
  }

  @BeforeEach
  void connect() throws Exception {
    client = OvsdbClient.connect(endpoint(), SOON);
    another = OvsdbClient.connect(endpoint(), SOON);
    database = client.database("Things");
    elsewhere = another.database("Things");
    elsewhere.transact(Operation.delete("Thing"), Operation.delete("Other"));
  }

  @AfterEach
  void disconnect() {
    client.close();
    another.close();
  }

  private static Operation.Insert thing(String name, int count) {
    return Operation.insert("Thing", Map.of("name", Value.of(name), "count", Value.of(count)));
  }

  private static Operation recount(String name, int count) {
    return Operation.update(
        "Thing", Map.of("count", Value.of(count)), Condition.equal("name", name));
  }

  private static Operation remove(String name) {
    return Operation.delete("Thing", Condition.equal("name", name));
  }

  /** What the server says when asked. */
  private TableSnapshot truth() {
    Map<String, Map<UUID, Row>> tables = new LinkedHashMap<>();
    elsewhere
        .read("Thing", "Other")
        .tables()
        .forEach(
            (name, rows) -> {
              Map<UUID, Row> plain = new LinkedHashMap<>();
              rows.forEach(
                  (uuid, row) -> {
                    Map<String, Value> columns = new LinkedHashMap<>(row.columns());
                    columns.remove(Row.VERSION_COLUMN); // of which no monitor tells
                    plain.put(uuid, new Row(columns));
                  });
              tables.put(name, plain);
            });
    return new TableSnapshot(tables);
  }

  private static List<String> names(TableSnapshot tables) {
    return tables.rows("Thing").stream().map(row -> row.text("name")).sorted().toList();
  }

  @Test
  void replica_whenMade_holdsWhatIsThereWithDefaults() {
    elsewhere.transact(thing("a", 7), thing("b", 0));
    try (Replica replica = database.replica("Thing", "Other")) {
      TableSnapshot now = replica.snapshot();
      assertThat(now).isEqualTo(truth());
      assertThat(names(now)).containsExactly("a", "b");
      assertThat(now.rows("Other")).isEmpty();
      assertThatIllegalArgumentException().isThrownBy(() -> now.rows("None"));
    }
  }

  @Test
  void replica_whenItsOwnClientCommits_showsThatOnceRefreshed() {
    try (Replica replica = database.replica("Thing")) {
      for (int i = 0; i < 50; i++) {
        database.transact(thing("t" + i, i));
        assertThat(replica.refresh().rows("Thing")).hasSize(i + 1);
        elsewhere.transact(recount("t" + i, 1000 + i));
        assertThat(names(replica.refresh())).contains("t" + i);
        assertThat(replica.index("Thing", "count").rows(1000 + i)).hasSize(1);
      }
    }
  }

  @Test
  void refresh_whenManyDoItAtOnce_showsEachWhatItDid() {
    try (Replica left = database.replica("Thing");
        Replica right = database.replica("Thing")) {
      IntStream.range(0, 200)
          .parallel()
          .forEach(
              i -> {
                database.transact(thing("t" + i, i));
                Replica replica = i % 2 == 0 ? left : right;
                assertThat(names(replica.refresh())).contains("t" + i);
              });
    }
  }

  @Test
  void monitor_whenRowsChange_tellsWhatTheyWereAndAre() throws InterruptedException {
    elsewhere.transact(thing("a", 1));
    Diary diary = new Diary();
    try (Replica replica = database.monitor(MonitorRequest.of("Thing"), diary)) {
      MonitorUpdate first = diary.next();
      assertThat(first.initial()).isTrue();
      assertThat(first.gap()).isEmpty();
      assertThat(first.changes())
          .singleElement()
          .isInstanceOfSatisfying(
              RowChange.Inserted.class, c -> assertThat(c.row().text("name")).isEqualTo("a"));

      elsewhere.transact(recount("a", 2));
      MonitorUpdate second = diary.next();
      assertThat(second.initial()).isFalse();
      assertThat(second.changes())
          .singleElement()
          .isInstanceOfSatisfying(
              RowChange.Modified.class,
              change -> {
                assertThat(change.table()).isEqualTo("Thing");
                assertThat(change.columns()).containsExactly("count");
                assertThat(change.before().integer("count")).isEqualTo(1);
                assertThat(change.after().integer("count")).isEqualTo(2);
              });

      elsewhere.transact(thing("b", 3), remove("a"));
      MonitorUpdate third = diary.next();
      assertThat(third.changes())
          .hasSize(2)
          .anySatisfy(c -> assertThat(c).isInstanceOf(RowChange.Inserted.class))
          .anySatisfy(
              c -> {
                assertThat(c).isInstanceOf(RowChange.Deleted.class);
                assertThat(((RowChange.Deleted) c).row().integer("count")).isEqualTo(2);
              });
      assertThat(names(third.tables())).containsExactly("b");
      assertThat(replica.snapshot()).isEqualTo(third.tables());
    }
  }

  @Test
  void monitor_whenOnlySomeKindsAreWanted_tellsNoOthers() throws InterruptedException {
    elsewhere.transact(thing("a", 1));
    Diary diary = new Diary();
    MonitorRequest request =
        MonitorRequest.of("Thing").kinds(MonitorKind.INSERT, MonitorKind.DELETE);
    try (Replica replica = database.monitor(request, diary)) {
      assertThat(diary.next().changes()).isEmpty();
      elsewhere.transact(recount("a", 2));
      assertThat(replica.refresh().rows("Thing").iterator().next().integer("count")).isEqualTo(2);
      elsewhere.transact(remove("a"));
      assertThat(diary.next().changes()).singleElement().isInstanceOf(RowChange.Deleted.class);
    }
  }

  @Test
  void replica_whenColumnsAreNamed_hasThese() {
    elsewhere.transact(thing("a", 1));
    MonitorRequest request = MonitorRequest.of("Other").columns("Thing", "name", "options");
    try (Replica replica = database.replica(request)) {
      assertThat(replica.snapshot().rows("Thing").iterator().next().columns().keySet())
          .isEqualTo(Set.of("_uuid", "name", "options"));
    }
  }

  @Test
  void replica_whenTheSchemaLacksSomething_namesIt() {
    assertThatExceptionOfType(NotFoundException.class)
        .isThrownBy(() -> database.replica("Thing", "None"))
        .withMessageContaining("None");
    assertThatExceptionOfType(NotFoundException.class)
        .isThrownBy(() -> database.replica(MonitorRequest.of().columns("Thing", "colour")))
        .withMessageContaining("colour");
  }

  @Test
  void replica_whenThereAreConditions_holdsRowsThatMeetOneOfThem() throws InterruptedException {
    assumeTrue(conditional());
    elsewhere.transact(thing("a", 1), thing("b", 2), thing("c", 3));
    Diary diary = new Diary();
    MonitorRequest request =
        MonitorRequest.of()
            .where("Thing", Condition.equal("name", "a"), Condition.equal("count", 3));
    try (Replica replica = database.monitor(request, diary)) {
      assertThat(names(replica.snapshot())).containsExactly("a", "c");
      diary.next();
      elsewhere.transact(recount("c", 4));
      assertThat(diary.next().changes()).singleElement().isInstanceOf(RowChange.Deleted.class);
      elsewhere.transact(recount("b", 3));
      assertThat(diary.next().changes()).singleElement().isInstanceOf(RowChange.Inserted.class);
    }
  }

  @Test
  void where_whenConditionsChange_movesToTheOtherRowsAtOnce() {
    assumeTrue(conditional());
    for (int i = 0; i < 20; i++) {
      elsewhere.transact(thing("t" + i, i));
    }
    try (Replica replica =
        database.replica(MonitorRequest.of().where("Thing", Condition.equal("count", 0)))) {
      for (int i = 1; i < 20; i++) {
        elsewhere.transact(recount("t0", 100 + i));
        replica.where("Thing", Condition.equal("count", i));
        assertThat(names(replica.snapshot())).containsExactly("t" + i);
      }
      replica.where("Thing");
      assertThat(replica.snapshot().rows("Thing")).hasSize(20);
      elsewhere.transact(remove("t0"));
      assertThat(replica.refresh().rows("Thing")).hasSize(19);
    }
  }

  @Test
  void replica_whenTheServerKnowsNoConditions_saysSo() {
    assumeTrue(!conditional());
    MonitorRequest request = MonitorRequest.of().where("Thing", Condition.equal("name", "a"));
    assertThatExceptionOfType(UnsupportedException.class)
        .isThrownBy(() -> database.replica(request));
    try (Replica replica = database.replica("Thing")) {
      assertThatExceptionOfType(UnsupportedException.class)
          .isThrownBy(() -> replica.where("Thing", Condition.equal("name", "a")));
      replica.where("Thing");
      elsewhere.transact(thing("a", 1));
      assertThat(replica.refresh().rows("Thing")).hasSize(1);
    }
  }

  @Test
  void where_whenTheTableIsNotMonitored_refuses() {
    try (Replica replica = database.replica("Thing")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> replica.where("Other", Condition.equal("name", "a")))
          .withMessageContaining("Other");
    }
  }

  @Test
  void snapshot_whenTransactionsAreMany_neverShowsHalfOfOne() throws InterruptedException {
    elsewhere.transact(thing("left", 500), thing("right", 500));
    Diary diary = new Diary();
    try (Replica replica = database.replica("Thing")) {
      replica.listen(diary);
      for (int i = 1; i <= 200; i++) {
        elsewhere.transact(recount("left", 500 - i), recount("right", 500 + i));
      }
      TableSnapshot told;
      do {
        told = diary.next().tables();
        assertThat(counts(told).sum()).isEqualTo(1000);
      } while (counts(told).noneMatch(count -> count == 300));
    }
  }

  private static LongStream counts(TableSnapshot tables) {
    return tables.rows("Thing").stream().mapToLong(row -> row.integer("count"));
  }

  @Test
  void listener_whenItBlocks_harmsNobodyAndIsToldMergedStates() throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    Diary diary = new Diary();
    try (Replica replica = database.replica("Thing")) {
      replica.listen(
          update -> {
            diary.changed(update);
            try {
              go.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      diary.next();
      for (int i = 0; i < 300; i++) {
        elsewhere.transact(thing("t" + i, i), remove("t" + (i - 10)));
      }
      assertThat(replica.refresh().rows("Thing")).hasSize(10);
      assertThat(diary.updates).isEmpty();
      go.countDown();
      MonitorUpdate merged = diary.next();
      assertThat(merged.changes())
          .hasSize(10)
          .allSatisfy(c -> assertThat(c).isInstanceOf(RowChange.Inserted.class));
    }
  }

  @Test
  void listener_whenItThrows_isToldTheNextAllTheSame() throws InterruptedException {
    Diary diary = new Diary();
    try (Replica replica = database.replica("Thing")) {
      replica.listen(
          update -> {
            diary.changed(update);
            throw new IllegalStateException("a listener's own fault");
          });
      diary.next();
      elsewhere.transact(thing("a", 1));
      assertThat(diary.next().changes()).hasSize(1);
      assertThat(replica.refresh().rows("Thing")).hasSize(1);
    }
  }

  @Test
  void listener_whenItAsksTheServer_getsAnAnswer() throws InterruptedException {
    LinkedBlockingQueue<Integer> rows = new LinkedBlockingQueue<>();
    try (Replica replica = database.replica("Thing")) {
      replica.listen(update -> rows.add(replica.refresh().rows("Thing").size()));
      assertThat(rows.poll(2, TimeUnit.MINUTES)).isZero();
      elsewhere.transact(thing("a", 1));
      assertThat(rows.poll(2, TimeUnit.MINUTES)).isOne();
    }
  }

  @Test
  void listener_whenItLeaves_isToldNoMore() throws InterruptedException {
    Diary first = new Diary();
    Diary second = new Diary();
    try (Replica replica = database.replica("Thing")) {
      Registration listening = replica.listen(first);
      replica.listen(second);
      first.next();
      second.next();
      listening.close();
      listening.close();
      elsewhere.transact(thing("a", 1));
      second.next();
      assertThat(first.updates).isEmpty();
    }
  }

  @Test
  void waitFor_whenAnotherClientChangesTheTables_returnsThese() {
    try (Replica replica = database.replica("Thing")) {
      Thread later =
          new Thread(
              () -> {
                elsewhere.transact(thing("a", 1));
                elsewhere.transact(recount("a", 2));
              });
      later.start();
      TableSnapshot reached =
          replica.waitFor(
              now -> now.rows("Thing").stream().anyMatch(row -> row.integer("count") == 2), SOON);
      assertThat(names(reached)).containsExactly("a");
    }
  }

  @Test
  void waitFor_whenItDoesNotHappen_tellsWhatWasLastSeen() {
    elsewhere.transact(thing("a", 1), thing("b", 2));
    try (Replica replica = database.replica("Thing")) {
      assertThatExceptionOfType(TimedOutException.class)
          .isThrownBy(() -> replica.waitFor(now -> false, Duration.ofMillis(50)))
          .withMessageContaining("PT0.05S")
          .withMessageContaining("Thing has 2 rows");
    }
  }

  @Test
  void waitFor_whenItsThreadIsInterrupted_isCancelledAndHarmsNobody() {
    try (Replica replica = database.replica("Thing")) {
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(CancelledException.class)
          .isThrownBy(() -> replica.waitFor(now -> false, SOON));
      assertThat(Thread.interrupted()).isTrue();
      elsewhere.transact(thing("a", 1));
      assertThat(replica.refresh().rows("Thing")).hasSize(1);
    }
  }

  @Test
  void close_whenSomebodyWaits_endsIt() throws InterruptedException {
    Replica replica = database.replica("Thing");
    Diary diary = new Diary();
    replica.listen(diary);
    diary.next();
    CountDownLatch asked = new CountDownLatch(1);
    Thread closing =
        new Thread(
            () -> {
              try {
                asked.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              replica.close();
              replica.close();
            });
    closing.start();
    assertThatExceptionOfType(KvmException.class)
        .isThrownBy(
            () ->
                replica.waitFor(
                    now -> {
                      asked.countDown();
                      return false;
                    },
                    SOON))
        .withMessageContaining("closed");
    closing.join();
    elsewhere.transact(thing("a", 1));
    client.echo();
    assertThat(replica.snapshot().rows("Thing")).isEmpty();
    assertThat(diary.updates).isEmpty();
  }

  @Test
  void index_whenRowsChange_findsThemByWhatTheyHold() {
    try (Replica replica = database.replica("Thing")) {
      ReplicaIndex byName = replica.index("Thing", "name");
      ReplicaIndex byCount = replica.index("Thing", "count");
      elsewhere.transact(thing("a", 1), thing("b", 1), thing("c", 2));
      replica.refresh();
      assertThat(byName.rows("b")).hasSize(1);
      assertThat(byCount.rows(1)).hasSize(2);
      elsewhere.transact(recount("b", 2), remove("a"));
      replica.refresh();
      assertThat(byCount.rows(1)).isEmpty();
      assertThat(byCount.rows(Value.of(2))).hasSize(2);
      assertThat(byName.rows("a")).isEmpty();
    }
  }

  @Test
  void replicas_whenTransactionsAreRandom_areAsTheServersTables() {
    try (Replica all = database.replica("Thing", "Other");
        Replica some = database.replica(MonitorRequest.of().columns("Thing", "name", "trunks"))) {
      RandomThings things = new RandomThings(42);
      for (int burst = 0; burst < 15; burst++) {
        for (int i = 0; i < 20; i++) {
          elsewhere.transact(things.next());
        }
        TableSnapshot expected = truth();
        assertThat(all.refresh()).isEqualTo(expected);
        assertThat(names(some.refresh())).isEqualTo(names(expected));
      }
    }
  }
}
