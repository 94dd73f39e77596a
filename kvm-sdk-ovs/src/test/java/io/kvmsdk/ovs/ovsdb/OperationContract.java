package io.kvmsdk.ovs.ovsdb;

import static io.kvmsdk.ovs.ovsdb.Condition.equal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.TimedOutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each operation does (RFC 7047, 5.2) on any server with the schema {@link Kinds}. */
public abstract class OperationContract extends KindsContract {
  @Test
  void schema_isReadWhole() {
    assertThat(db.schema()).isEqualTo(Kinds.schema());
  }

  @Test
  void database_whenThereIsNone_isAnUnknownDatabase() {
    assertThatExceptionOfType(OvsdbException.class)
        .isThrownBy(() -> client.database("None"))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(OvsdbError.UNKNOWN_DATABASE))
        .satisfies(e -> assertThat(e.inFamily()).isInstanceOf(NotFoundException.class));
  }

  @Test
  void insert_whenColumnsAreLeftOut_fillsThemWithDefaults() {
    Row row = read(insert(thing("bare")));
    assertThat(row.text("name")).isEqualTo("bare");
    assertThat(row.integer("number")).isZero();
    assertThat(row.value("real")).isEqualTo(Value.of(0.0));
    assertThat(row.bool("bool")).isFalse();
    assertThat(row.text("text")).isEmpty();
    assertThat(row.value("id")).isEqualTo(Value.of(new UUID(0, 0)));
    assertThat(row.optionalText("word")).isEmpty();
    assertThat(row.optionalInteger("small")).isEmpty();
    assertThat(row.value("numbers")).isEqualTo(Value.set());
    assertThat(row.map("labels")).isEmpty();
  }

  @Test
  void insert_whenEveryKindOfValueIsGiven_keepsIt() {
    UUID some = UUID.randomUUID();
    Map<String, Value> given =
        thing(
            "all",
            "once",
            "ünïcödé \ud83d\ude00 \"quoted\" \\ \n\t\u0001",
            "level",
            5,
            "number",
            Long.MIN_VALUE,
            "small",
            10,
            "numbers",
            Value.set(3, -1, Long.MAX_VALUE),
            "real",
            2.5e-300,
            "ratio",
            1,
            "reals",
            Value.set(0.1, -1e300, 7.0),
            "bool",
            true,
            "bools",
            Value.set(true, false),
            "word",
            "äöüß\ud83d\ude00",
            "texts",
            Value.set("", "a", "set"),
            "id",
            some,
            "ids",
            Value.set(some, new UUID(0, 1)),
            "labels",
            Value.map(Map.of("a", "1", "", "")),
            "counts",
            Value.map(Map.of("a", 9)),
            "weights",
            Value.map(Map.of(-1, 0.5, 2, 3.0)),
            "flags",
            Value.map(Map.of(true, false)));
    Row row = read(insert(given));
    given.put("ratio", Value.of(1.0)); // a column of reals makes a real of it
    assertThat(row.columns()).containsAllEntriesOf(given);
  }

  @Test
  void insert_whenAUuidIsChosen_hasItAndRefusesItASecondTime() {
    UUID chosen = UUID.randomUUID();
    Operation insert = Operation.insert("Thing", thing("mine")).withUuid(chosen);
    assertThat(db.transact(insert).get(0).uuid()).contains(chosen);
    TransactionException e =
        refused(
            Operation.delete("Single"), Operation.insert("Thing", thing("other")).withUuid(chosen));
    assertThat(e.kind()).isEqualTo(OvsdbError.DUPLICATE_UUID);
    assertThat(e.index()).hasValue(1);
    assertThat(e.inFamily()).isInstanceOf(AlreadyExistsException.class);
  }

  @Test
  void insert_whenRowsNameEachOther_linksThem() {
    List<OperationResult> results =
        db.transact(
            Operation.insert(
                "Thing",
                thing(
                    "owner",
                    "parts",
                    Value.set(new Atom.Named("a"), new Atom.Named("b")),
                    "slots",
                    Value.map(Map.of(1, new Atom.Named("b"))))),
            part("a"),
            part("b"));
    UUID a = results.get(1).uuid().orElseThrow();
    UUID b = results.get(2).uuid().orElseThrow();
    Row owner = read(results.get(0).uuid().orElseThrow());
    assertThat(owner.uuids("parts")).containsExactlyInAnyOrder(a, b);
    assertThat(owner.value("slots")).isEqualTo(Value.map(Map.of(1, b)));
  }

  @Test
  void insert_whenNothingRefersToARowOfATableThatIsNoRoot_isGoneAfterTheCommit() {
    OperationResult result = db.transact(part("lonely")).get(0);
    assertThat(result.uuid()).isPresent();
    assertThat(db.read("Part").rows("Part")).isEmpty();
  }

  @Test
  void weakReference_whenItsRowIsDeleted_vanishes() {
    UUID first = insert(thing("first"));
    UUID second = insert(thing("second", "friend", first));
    assertThat(read(second).optionalUuid("friend")).contains(first);
    db.transact(Operation.delete("Thing", Condition.uuid(first)));
    assertThat(read(second).optionalUuid("friend")).isEmpty();
  }

  @Test
  void select_whenColumnsAreNamed_givesThoseOnce() {
    insert(thing("a", "number", 1));
    insert(thing("b", "number", 1));
    List<Row> rows =
        db.transact(Operation.select("Thing").columns("number", "color")).get(0).rows();
    assertThat(rows)
        .containsExactly(new Row(Map.of("number", Value.of(1), "color", Value.of("red"))));
  }

  @Test
  void select_whenTheVersionIsAskedFor_givesAUuidThatChanges() {
    UUID uuid = insert(thing("a"));
    Operation select = Operation.select("Thing", Condition.uuid(uuid)).columns(Row.VERSION_COLUMN);
    Row before = db.transact(select).get(0).rows().get(0);
    db.transact(Operation.update("Thing", Map.of("number", Value.of(1)), Condition.uuid(uuid)));
    Row after = db.transact(select).get(0).rows().get(0);
    assertThat(after.uuids(Row.VERSION_COLUMN))
        .hasSize(1)
        .isNotEqualTo(before.uuids(Row.VERSION_COLUMN));
  }

  @ParameterizedTest
  @CsvSource({
    "LESS, number, 2, a",
    "LESS_OR_EQUAL, number, 2, ab",
    "EQUAL, number, 2, b",
    "NOT_EQUAL, number, 2, ac",
    "GREATER_OR_EQUAL, number, 2, bc",
    "GREATER, number, 2, c",
    "INCLUDES, number, 2, b",
    "EXCLUDES, number, 2, ac",
    "LESS, small, 3, b",
    "GREATER, small, 2, c",
    "EQUAL, small, 2, b",
    "NOT_EQUAL, small, 2, ac",
    "INCLUDES, numbers, 2, bc",
    "EXCLUDES, numbers, 2, a",
    "EQUAL, numbers, 2, b",
    "NOT_EQUAL, numbers, 2, ac"
  })
  void select_whenAConditionIsGiven_findsItsRows(
      Condition.Function function, String column, long value, String names) {
    insert(thing("a", "number", 1));
    insert(thing("b", "number", 2, "small", 2, "numbers", 2));
    insert(thing("c", "number", 3, "small", 3, "numbers", Value.set(2, 3)));
    List<Row> rows =
        db.transact(Operation.select("Thing", new Condition(column, function, Value.of(value))))
            .get(0)
            .rows();
    assertThat(rows).extracting(row -> row.text("name")).containsExactlyInAnyOrder(names.split(""));
  }

  @Test
  void select_whenConditionsAreOnMaps_findsRowsWithThoseEntries() {
    insert(thing("a", "labels", Value.map(Map.of("x", "1", "y", "2"))));
    insert(thing("b", "labels", Value.map(Map.of("x", "2"))));
    Value x1 = Value.map(Map.of("x", "1"));
    Condition includes = new Condition("labels", Condition.Function.INCLUDES, x1);
    Condition excludes = new Condition("labels", Condition.Function.EXCLUDES, x1);
    List<OperationResult> results =
        db.transact(
            Operation.select("Thing", includes),
            Operation.select("Thing", excludes),
            Operation.select("Thing", includes, excludes));
    assertThat(results)
        .extracting(result -> result.rows().stream().map(row -> row.text("name")).toList())
        .containsExactly(List.of("a"), List.of("b"), List.of());
  }

  @Test
  void update_whenRowsAreSelected_changesOnlyTheColumnsGiven() {
    UUID a = insert(thing("a", "number", 1, "text", "stays"));
    UUID b = insert(thing("b", "number", 2));
    OperationResult result =
        db.transact(Operation.update("Thing", Map.of("number", Value.of(7)), equal("name", "a")))
            .get(0);
    assertThat(result.count()).hasValue(1);
    assertThat(read(a).integer("number")).isEqualTo(7);
    assertThat(read(a).text("text")).isEqualTo("stays");
    assertThat(read(b).integer("number")).isEqualTo(2);
  }

  @Test
  void mutate_whenEveryMutatorIsUsed_computes() {
    UUID uuid =
        insert(
            thing(
                "a",
                "number",
                17,
                "real",
                3,
                "numbers",
                Value.set(1, 2),
                "reals",
                Value.set(1, 2),
                "labels",
                Value.map(Map.of("a", "1", "b", "2", "c", "3"))));
    OperationResult result =
        db.transact(
                Operation.mutate(
                    "Thing",
                    List.of(
                        new Mutation("number", Mutation.Mutator.ADD, Value.of(5)), // 22
                        new Mutation("number", Mutation.Mutator.SUBTRACT, Value.of(1)), // 21
                        new Mutation("number", Mutation.Mutator.MULTIPLY, Value.of(-3)), // -63
                        new Mutation("number", Mutation.Mutator.DIVIDE, Value.of(2)), // -31
                        new Mutation("number", Mutation.Mutator.REMAINDER, Value.of(4)), // -3
                        new Mutation("real", Mutation.Mutator.DIVIDE, Value.of(2)),
                        Mutation.insert("numbers", Value.set(2, 3)),
                        Mutation.delete("numbers", Value.set(1, 9)),
                        new Mutation("reals", Mutation.Mutator.ADD, Value.of(0.5)),
                        Mutation.insert("labels", Value.map(Map.of("a", "9", "d", "4"))),
                        Mutation.delete("labels", Value.map(Map.of("c", "not 3"))),
                        Mutation.delete("labels", Value.set("b"))),
                    Condition.uuid(uuid)))
            .get(0);
    assertThat(result.count()).hasValue(1);
    Row row = read(uuid);
    assertThat(row.integer("number")).isEqualTo(-3);
    assertThat(row.value("real")).isEqualTo(Value.of(1.5));
    assertThat(row.integers("numbers")).containsExactlyInAnyOrder(2L, 3L);
    assertThat(row.value("reals")).isEqualTo(Value.set(1.5, 2.5));
    assertThat(row.map("labels")).isEqualTo(Map.of("a", "1", "c", "3", "d", "4"));
  }

  @Test
  void delete_whenRowsAreSelected_removesThemAndWhatOnlyTheyOwned() {
    db.transact(Operation.insert("Thing", thing("a", "parts", new Atom.Named("p"))), part("p"));
    insert(thing("b"));
    assertThat(db.transact(Operation.delete("Thing", equal("name", "a"))).get(0).count())
        .hasValue(1);
    TableSnapshot after = db.read("Thing", "Part");
    assertThat(after.rows("Thing")).extracting(row -> row.text("name")).containsExactly("b");
    assertThat(after.rows("Part")).isEmpty();
  }

  @Test
  void operations_whenEarlierOnesChangeRows_seeTheChange() {
    List<OperationResult> results =
        db.transact(
            Operation.insert("Thing", thing("a", "number", 1)),
            Operation.mutate("Thing", List.of(Mutation.add("number", 1))),
            Operation.select("Thing").columns("number"));
    assertThat(results.get(2).rows()).containsExactly(new Row(Map.of("number", Value.of(2))));
  }

  @Test
  void await_whenItHolds_goesOn() {
    insert(thing("a", "number", 1));
    Map<String, Value> one = Map.of("number", Value.of(1));
    Operation.Wait holds = Operation.await("Thing", one, Duration.ZERO, equal("name", "a"));
    Operation.Wait differs =
        new Operation.Wait(
            "Thing", List.of(), Set.of("number"), false, List.of(), Optional.of(Duration.ZERO));
    assertThat(db.transact(holds, differs)).hasSize(2);
  }

  @Test
  void await_whenItDoesNotHold_refusesTheTransaction() {
    Operation guard =
        Operation.await("Thing", Map.of("number", Value.of(1)), Duration.ZERO, equal("name", "a"));
    TransactionException e = refused(Operation.insert("Thing", thing("b")), guard);
    assertThat(e.kind()).isEqualTo(OvsdbError.TIMED_OUT);
    assertThat(e.operation()).contains(guard);
    assertThat(e.retryable()).isTrue();
    assertThat(e.inFamily()).isInstanceOf(ConflictException.class);
    assertThat(db.read("Thing").rows("Thing")).isEmpty();
  }

  @Test
  void await_whenItsTimePasses_isATimeOut() {
    TransactionException e =
        refused(Operation.await("Single", Map.of("count", Value.of(1)), Duration.ofMillis(50)));
    assertThat(e.kind()).isEqualTo(OvsdbError.TIMED_OUT);
    assertThat(e.inFamily()).isInstanceOf(TimedOutException.class);
  }

  @Test
  void await_whenAnotherClientMakesItHold_goesOn() throws Exception {
    CompletableFuture<List<OperationResult>> waits =
        CompletableFuture.supplyAsync(
            () ->
                db.transact(
                    Operation.await("Single", Map.of("count", Value.of(1)), TIMEOUT),
                    Operation.insert("Thing", thing("after"))));
    try (OvsdbClient other = OvsdbClient.connect(endpoint(), TIMEOUT)) {
      other.database("Kinds").transact(Operation.insert("Single", Map.of("count", Value.of(1))));
    }
    assertThat(waits.get(2, TimeUnit.MINUTES).get(1).uuid()).isPresent();
  }

  @Test
  void commitAndComment_whenGiven_areDone() {
    List<OperationResult> results =
        db.transact(
            Operation.insert("Thing", thing("a")),
            new Operation.Comment("a test: ü"),
            new Operation.Commit(true));
    assertThat(results).hasSize(3);
    assertThat(db.read("Thing").rows("Thing")).hasSize(1);
  }

  @Test
  void abort_whenMet_undoesAll() {
    TransactionException e = refused(Operation.insert("Thing", thing("a")), new Operation.Abort());
    assertThat(e.kind()).isEqualTo(OvsdbError.ABORTED);
    assertThat(e.index()).hasValue(1);
    assertThat(db.read("Thing").rows("Thing")).isEmpty();
  }

  @Test
  void assertLock_whenTheLockIsNotHeld_refuses() {
    TransactionException e = refused(new Operation.Assert("nobodys"));
    assertThat(e.kind()).isEqualTo(OvsdbError.NOT_OWNER);
    assertThat(e.inFamily()).isInstanceOf(ConflictException.class);
  }
}
