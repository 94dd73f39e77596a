package io.kvmsdk.ovs.ovsdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.event.Registration;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What records of rows promise, on whatever server; it has a database of {@link #SCHEMA}. */
@Timeout(180)
abstract class ViewContract {
  static final String SCHEMA =
      """
      {"name": "Things", "version": "1.0.0", "tables": {
        "Thing": {"isRoot": true, "columns": {
          "name": {"type": "string"},
          "count": {"type": "integer"},
          "tag": {"type": {"key": {"type": "integer", "minInteger": 0, "maxInteger": 4095},
                  "min": 0, "max": 1}},
          "number": {"type": {"key": "integer", "min": 0, "max": 1}},
          "ratio": {"type": "real"},
          "share": {"type": {"key": "real", "min": 0, "max": 1}},
          "protected": {"type": "boolean"},
          "mode": {"type": {"key": {"type": "string", "enum": ["set", ["access", "native-tagged"]]},
                   "min": 0, "max": 1}},
          "trunks": {"type": {"key": "integer", "min": 0, "max": "unlimited"}},
          "friends": {"type": {"key": {"type": "uuid", "refTable": "Thing", "refType": "weak"},
                      "min": 0, "max": "unlimited"}},
          "other_config": {"type": {"key": "string", "value": "string",
                           "min": 0, "max": "unlimited"}},
          "weights": {"type": {"key": "integer", "value": "real", "min": 0, "max": 3}}}},
        "Other": {"isRoot": true, "columns": {"name": {"type": "string"}}}}}
      """;

  private static final Duration SOON = MonitorContract.SOON;

  private static final String WIDER =
      SCHEMA
          .replace("1.0.0", "1.1.0")
          .replace("\"count\":", "\"colour\": {\"type\": \"string\"}, \"count\":");

  private static final String NO_COUNT =
      SCHEMA.replace("1.0.0", "2.0.0").replace("\"count\": {\"type\": \"integer\"},", "");

  enum Mode {
    ACCESS,
    NATIVE_TAGGED
  }

  record Thing(
      UUID uuid,
      String name,
      long count,
      OptionalInt tag,
      OptionalLong number,
      double ratio,
      OptionalDouble share,
      @Column("protected") boolean isProtected,
      Optional<Mode> mode,
      Set<Long> trunks,
      Set<UUID> friends,
      Map<String, String> otherConfig,
      Map<Long, Double> weights,
      @Column("tag") Value raw) {}

  private record Counted(String name, long count) {}

  private OvsdbClient client;
  private OvsdbDatabase database;

  protected abstract OvsdbEndpoint endpoint() throws IOException;

  protected abstract void convert(String schema) throws IOException;

  @BeforeEach
  void connect() throws IOException {
    client = OvsdbClient.connect(endpoint(), SOON);
    database = client.database("Things");
    database.transact(Operation.delete("Thing"));
  }

  @AfterEach
  void disconnect() {
    client.close();
  }

  private UUID insert(String name, long count) {
    Map<String, Value> row = Map.of("name", Value.of(name), "count", Value.of(count));
    return database.transact(Operation.insert("Thing", row)).get(0).uuid().orElseThrow();
  }

  private void update(String name, String column, Object value) {
    Map<String, Value> row = Map.of(column, Value.of(value));
    database.transact(Operation.update("Thing", row, Condition.equal("name", name)));
  }

  private UUID insertFull() {
    Map<String, Value> row =
        Map.ofEntries(
            Map.entry("name", Value.of("full")),
            Map.entry("count", Value.of(1L << 40)),
            Map.entry("tag", Value.of(7)),
            Map.entry("number", Value.of(-1)),
            Map.entry("ratio", Value.of(0.5)),
            Map.entry("share", Value.of(0.25)),
            Map.entry("protected", Value.of(true)),
            Map.entry("mode", Value.of("native-tagged")),
            Map.entry("trunks", Value.set(1, 2)),
            Map.entry("other_config", Value.map(Map.of("a", "b"))),
            Map.entry("weights", Value.map(Map.of(3, 1.5))));
    return database.transact(Operation.insert("Thing", row)).get(0).uuid().orElseThrow();
  }

  private static Thing full(UUID uuid) {
    return new Thing(
        uuid,
        "full",
        1L << 40,
        OptionalInt.of(7),
        OptionalLong.of(-1),
        0.5,
        OptionalDouble.of(0.25),
        true,
        Optional.of(Mode.NATIVE_TAGGED),
        Set.of(1L, 2L),
        Set.of(),
        Map.of("a", "b"),
        Map.of(3L, 1.5),
        Value.of(7));
  }

  private static Thing empty(UUID uuid) {
    return new Thing(
        uuid,
        "empty",
        0,
        OptionalInt.empty(),
        OptionalLong.empty(),
        0.0,
        OptionalDouble.empty(),
        false,
        Optional.empty(),
        Set.of(),
        Set.of(),
        Map.of(),
        Map.of(),
        Value.set());
  }

  @Test
  void view_whenTheRecordFits_showsRowsAsRecords() {
    UUID full = insertFull();
    UUID empty = insert("empty", 0);
    try (Replica replica = database.replica("Thing")) {
      ReplicaView<Thing> things = replica.view("Thing", Thing.class);
      assertThat(things.rows()).containsExactlyInAnyOrder(full(full), empty(empty));
      assertThat(things.find(full)).contains(full(full));
      assertThat(things.find(UUID.randomUUID())).isEmpty();
      TableSnapshot before = replica.snapshot();
      update("empty", "name", "other");
      replica.refresh();
      assertThat(things.rows()).extracting(Thing::name).contains("other");
      assertThat(things.rows(before)).extracting(Thing::name).contains("empty");
    }
  }

  @Test
  void reader_ofTheDatabase_readsWhatItGives() {
    UUID full = insertFull();
    RowReader<Thing> things = database.reader("Thing", Thing.class);
    assertThat(things.rows(database.read("Thing"))).containsExactly(full(full));
    assertThat(things.find(database.read("Thing"), full)).contains(full(full));
    RowReader<Counted> counted = database.reader("Thing", Counted.class);
    Row row =
        database.transact(Operation.select("Thing").columns("name", "count")).get(0).rows().get(0);
    assertThat(counted.read(row)).isEqualTo(new Counted("full", 1L << 40));
    Row less = database.transact(Operation.select("Thing").columns("name")).get(0).rows().get(0);
    assertThatIllegalStateException()
        .isThrownBy(() -> counted.read(less))
        .withMessageContaining("count");
  }

  @Test
  void index_ofAView_findsRecords() {
    insert("a", 1);
    insert("b", 1);
    try (Replica replica = database.replica("Thing")) {
      ReplicaView<Counted> things = replica.view("Thing", Counted.class);
      ReplicaView.Index<Counted> byName = things.index("name");
      assertThat(byName.find("a")).contains(new Counted("a", 1));
      assertThat(things.index("count").rows(1)).hasSize(2);
      update("a", "name", "c");
      replica.refresh();
      assertThat(byName.find("a")).isEmpty();
      assertThat(byName.find("c")).contains(new Counted("c", 1));
    }
  }

  enum OneMode {
    ACCESS
  }

  record Wrong(
      int name,
      int count,
      long tag,
      OptionalInt number,
      Optional<Long> trunks,
      OneMode mode,
      Map<String, Long> otherConfig,
      List<UUID> friends,
      String ratioo,
      UUID uuid) {}

  @Test
  void view_whenComponentsDoNotFit_tellsOfAllAtOnce() {
    try (Replica replica = database.replica("Thing")) {
      assertThatExceptionOfType(InvalidSpecException.class)
          .isThrownBy(() -> replica.view("Thing", Wrong.class))
          .satisfies(
              e ->
                  assertThat(e.problems())
                      .containsExactly(
                          "name is for the column name, which needs String, not int",
                          "count is for the column count, which needs long, not int: the schema"
                              + " does not keep it within an int",
                          "tag is for the column tag, which needs Optional<Long>, not long",
                          "number is for the column number, which needs Optional<Long>, not"
                              + " OptionalInt: the schema does not keep it within an int",
                          "trunks is for the column trunks, which needs Set<Long>, not"
                              + " Optional<Long>",
                          "mode is for the column mode, which needs Optional<String>, or an enum of"
                              + " access, native-tagged for String, not OneMode",
                          "otherConfig is for the column other_config, which needs Map<String,"
                              + " String>, not Map<String, Long>",
                          "friends is for the column friends, which needs Set<UUID>, not List<UUID>",
                          "ratioo is for the column ratioo, which is not among the table's columns"
                              + " here; is it ratio?"));
    }
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> database.reader("Thing", Wrong.class))
        .satisfies(e -> assertThat(e.problems()).hasSize(9));
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> database.reader("None", Counted.class));
  }

  @Test
  void view_whenAColumnIsNotMonitored_refuses() {
    try (Replica replica = database.replica(MonitorRequest.of("Other").columns("Thing", "name"))) {
      assertThatExceptionOfType(InvalidSpecException.class)
          .isThrownBy(() -> replica.view("Thing", Counted.class))
          .withMessageContaining("count is for the column count, which is not among");
      assertThatIllegalArgumentException().isThrownBy(() -> replica.view("None", Counted.class));
    }
  }

  @Test
  void columns_whenARecordNamesThem_areJustThese() {
    insertFull();
    MonitorRequest request = MonitorRequest.of().columns("Thing", Thing.class);
    try (Replica replica = database.replica(request)) {
      assertThat(replica.view("Thing", Thing.class).rows()).hasSize(1);
    }
    request = MonitorRequest.of().columns("Thing", Counted.class);
    try (Replica replica = database.replica(request)) {
      assertThat(replica.snapshot().rows("Thing").iterator().next().columns())
          .containsOnlyKeys("_uuid", "name", "count");
    }
  }

  private static final class Heard implements ViewListener<Counted> {
    final LinkedBlockingQueue<List<ViewChange<Counted>>> changes = new LinkedBlockingQueue<>();
    final LinkedBlockingQueue<KvmException> ends = new LinkedBlockingQueue<>();

    @Override
    public void changed(List<ViewChange<Counted>> told) {
      changes.add(told);
    }

    @Override
    public void ended(KvmException why) {
      ends.add(why);
    }

    List<ViewChange<Counted>> next() throws InterruptedException {
      return changes.poll(SOON.toSeconds(), TimeUnit.SECONDS);
    }
  }

  @Test
  void listener_isToldOldAndNewRecords() throws InterruptedException {
    insert("a", 1);
    Heard heard = new Heard();
    try (Replica replica = database.replica("Thing", "Other")) {
      Registration listening = replica.view("Thing", Counted.class).listen(heard);
      assertThat(heard.next()).containsExactly(new ViewChange.Inserted<>(new Counted("a", 1)));
      update("a", "count", 2);
      assertThat(heard.next())
          .containsExactly(new ViewChange.Modified<>(new Counted("a", 1), new Counted("a", 2)));
      update("a", "ratio", 0.5); // which the record does not show
      database.transact(Operation.insert("Other", Map.of()));
      database.transact(
          Operation.delete("Thing", Condition.equal("name", "a")),
          Operation.insert("Thing", Map.of("name", Value.of("b"))));
      assertThat(heard.next())
          .containsExactlyInAnyOrder(
              new ViewChange.Deleted<>(new Counted("a", 2)),
              new ViewChange.Inserted<>(new Counted("b", 0)));
      listening.close();
      replica.close();
      assertThat(heard.changes).isEmpty();
      assertThat(heard.ends).isEmpty();
    }
  }

  @Test
  void view_whenTheSchemaChanges_goesOnUntilAColumnOfItsIsGone() throws Exception {
    insert("a", 1);
    Heard heard = new Heard();
    try (Replica replica = database.replica("Thing")) {
      ReplicaView<Counted> things = replica.view("Thing", Counted.class);
      RowReader<Counted> reader = database.reader("Thing", Counted.class);
      things.listen(heard);
      heard.next();
      convert(WIDER);
      replica.waitFor(now -> now.rows("Thing").iterator().next().has("colour"), SOON);
      assertThat(things.rows()).containsExactly(new Counted("a", 1));
      assertThat(reader.rows(database.read("Thing"))).containsExactly(new Counted("a", 1));
      update("a", "count", 2);
      assertThat(heard.next())
          .containsExactly(new ViewChange.Modified<>(new Counted("a", 1), new Counted("a", 2)));
      convert(NO_COUNT);
      replica.waitFor(now -> !now.rows("Thing").iterator().next().has("count"), SOON);
      assertThatExceptionOfType(InvalidSpecException.class)
          .isThrownBy(things::rows)
          .withMessageContaining("count is for the column count, which is not among");
      assertThatExceptionOfType(InvalidSpecException.class)
          .isThrownBy(() -> reader.rows(database.read("Thing")));
      assertThat(heard.ends.poll(SOON.toSeconds(), TimeUnit.SECONDS))
          .isInstanceOf(InvalidSpecException.class);
      database.transact(Operation.insert("Thing", Map.of("name", Value.of("b"))));
      replica.refresh();
      assertThat(heard.changes).isEmpty();
    } finally {
      convert(SCHEMA);
    }
  }
}
