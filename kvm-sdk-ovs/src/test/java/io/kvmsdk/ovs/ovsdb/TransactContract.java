package io.kvmsdk.ovs.ovsdb;

import static io.kvmsdk.ovs.ovsdb.Condition.equal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.InvalidSpecException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What transactions do (RFC 7047, 4.1.3) on any server with the schema {@link Kinds}. */
public abstract class TransactContract extends KindsContract {
  @Test
  void failure_whenOperationsFollow_namesTheOneThatFailedAndDoesNothing() {
    Operation mutate =
        Operation.mutate(
            "Thing", List.of(Mutation.add("number", Long.MAX_VALUE)), equal("name", "a"));
    TransactionException e =
        refused(
            Operation.insert("Thing", thing("a", "number", 1, "text", "secret")),
            mutate,
            Operation.delete("Thing"));
    assertThat(e.kind()).isEqualTo(OvsdbError.RANGE_ERROR);
    assertThat(e.index()).hasValue(1);
    assertThat(e.operation()).contains(mutate);
    assertThat(e.details()).isNotEmpty();
    assertThat(e).hasMessageContaining("operation 2, mutate on Thing");
    assertThat(e).hasMessageNotContaining("secret");
    assertThat(e.inFamily()).isInstanceOf(InvalidSpecException.class).hasCause(e);
    assertThat(db.read("Thing").rows("Thing")).isEmpty();
  }

  @Test
  void commit_whenAnIndexIsViolated_isNoOperationsFault() {
    insert(thing("same"));
    TransactionException e = refused(Operation.insert("Thing", thing("same")));
    assertThat(e.kind()).isEqualTo(OvsdbError.CONSTRAINT_VIOLATION);
    assertThat(e.operation()).isEmpty();
    assertThat(e.index()).isEmpty();
    assertThat(e.inFamily()).isInstanceOf(AlreadyExistsException.class);
  }

  @Test
  void commit_whenReferencesBreak_isAConflict() {
    db.transact(Operation.insert("Thing", thing("a", "parts", new Atom.Named("p"))), part("p"));
    for (Operation breaking :
        List.of(
            Operation.delete("Part"),
            Operation.insert("Thing", thing("b", "parts", UUID.randomUUID())))) {
      TransactionException e = refused(breaking);
      assertThat(e.kind()).isEqualTo(OvsdbError.REFERENTIAL_INTEGRITY_VIOLATION);
      assertThat(e.inFamily()).isInstanceOf(ConflictException.class);
    }
  }

  @Test
  void commit_whenATableHasTooManyRows_isAConflict() {
    TransactionException e =
        refused(Operation.insert("Single", Map.of()), Operation.insert("Single", Map.of()));
    assertThat(e.kind()).isEqualTo(OvsdbError.CONSTRAINT_VIOLATION);
    assertThat(e.inFamily()).isInstanceOf(ConflictException.class);
  }

  @Test
  void mutate_whenTheOutcomeBreaksABound_isAConstraintViolation() {
    Operation mutate = Operation.mutate("Thing", List.of(Mutation.insert("pair", Value.set(3))));
    TransactionException e =
        refused(Operation.insert("Thing", thing("a", "pair", Value.set(1, 2))), mutate);
    assertThat(e.kind()).isEqualTo(OvsdbError.CONSTRAINT_VIOLATION);
    assertThat(e.operation()).contains(mutate);
    assertThat(e.inFamily()).isInstanceOf(InvalidSpecException.class);
  }

  @Test
  void server_whenTheSchemaForbids_saysSoByItself() {
    Operation bad = Operation.select("Thing", equal("nmae", "a"));
    assertThat(refused(bad).kind()).isEqualTo(OvsdbError.UNKNOWN_COLUMN);
    assertThat(refused(Operation.insert("Thing", thing("a", "color", "blue"))).kind())
        .isEqualTo(OvsdbError.CONSTRAINT_VIOLATION);
    assertThat(refused(Operation.insert("Thing", thing("a", "number", "blue"))).kind())
        .isEqualTo(OvsdbError.SYNTAX_ERROR);
    assertThat(refused(part("p"), part("p")).kind()).isEqualTo(OvsdbError.DUPLICATE_UUID_NAME);
    Operation divide =
        Operation.mutate(
            "Thing", List.of(new Mutation("number", Mutation.Mutator.DIVIDE, Value.of(0))));
    assertThat(refused(Operation.insert("Thing", thing("a")), divide).kind())
        .isEqualTo(OvsdbError.DOMAIN_ERROR);
  }

  @Test
  void transact_whenItIsBuilt_linksItsRowsAndTellsTheirUuids() {
    UUID existing = insert(thing("existing"));
    Atom.Named[] rows = new Atom.Named[3];
    Committed committed =
        db.transact(
            t -> {
              rows[0] = t.insert("Part", row -> row.set("name", "inner"));
              rows[1] = t.insert("Part", row -> row.set("name", "outer").set("parts", rows[0]));
              t.mutate("Thing", Condition.uuid(existing)).insert("parts", rows[1]).add("number", 3);
              rows[2] =
                  t.insert(
                      "Thing",
                      row ->
                          row.set("name", "new")
                              .set("color", "green")
                              .map("labels", Map.of("a", "b")));
              t.comment("built").durable();
            });
    assertThat(committed.results()).hasSize(6);
    Row mutated = read(existing);
    assertThat(mutated.uuids("parts")).containsExactly(committed.uuid(rows[1]));
    assertThat(mutated.integer("number")).isEqualTo(3);
    assertThat(db.read("Part").find("Part", committed.uuid(rows[0]))).isPresent();
    assertThat(read(committed.uuid(rows[2])).map("labels")).containsEntry("a", "b");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> committed.uuid(new Atom.Named("other")));
  }

  @Test
  void transact_whenARowWouldVanish_refusesAndSaysWhereToPutIt() {
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(
            () ->
                db.transact(
                    t -> {
                      Atom a = t.insert("Part", row -> row.set("name", "a"));
                      t.insert("Part", row -> row.set("parts", a)); // nothing refers to this one
                    }))
        .satisfies(e -> assertThat(e.problems()).hasSize(2))
        .withMessageContaining("new row of Part would vanish")
        .withMessageContaining("put it into Part.parts or Thing.parts or Thing.slots");
  }

  @Test
  void transact_whenTheRowsToChangeAreMissing_keepsNewRowsFromVanishing() {
    assertThatExceptionOfType(TransactionException.class)
        .isThrownBy(
            () ->
                db.transact(
                    t ->
                        t.mutate("Thing", equal("name", "missing"))
                            .insert("parts", t.insert("Part", row -> row.set("name", "a")))))
        .satisfies(e -> assertThat(e.inFamily()).isInstanceOf(ConflictException.class))
        .satisfies(e -> assertThat(e.operation()).get().isInstanceOf(Operation.Wait.class));
  }

  @Test
  void ensure_whenCalledAgain_doesNothing() {
    Operation guard = Operation.exists("Single", List.of());
    List<Operation> operations =
        List.of(
            Operation.delete("Single"),
            Operation.insert("Thing", thing("once")).withUuid(UUID.randomUUID()),
            Operation.insert("Single", Map.of("count", Value.of(1))),
            Operation.mutate("Single", List.of(Mutation.add("count", 1))));
    assertThat(db.ensure(operations)).isTrue();
    assertThat(db.ensure(operations)).isFalse();
    assertThat(db.read("Single").rows("Single"))
        .extracting(r -> r.integer("count"))
        .containsExactly(2L);
    assertThatExceptionOfType(TransactionException.class)
        .isThrownBy(
            () ->
                db.ensure(
                    List.of(
                        Operation.delete("Single"),
                        guard,
                        Operation.insert("Thing", thing("twice")).withUuid(UUID.randomUUID()))))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(OvsdbError.TIMED_OUT));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(
            () -> db.ensure(List.of(Operation.insert("Thing", thing("marked by nothing")))));
  }

  @Test
  void transact_whenItWaitsAndIsInterrupted_isCancelled() throws Exception {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Operation wait = Operation.await("Single", Map.of("count", Value.of(1)), TIMEOUT);
    Operation insert = Operation.insert("Thing", thing("ghost"));
    Thread waits = new Thread(() -> thrown.set(catchThrowable(() -> db.transact(wait, insert))));
    waits.start();
    while (waits.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    client.echo(); // has gone out behind the transaction
    waits.interrupt();
    waits.join(TIMEOUT.toMillis());
    assertThat(thrown.get()).isInstanceOf(OutcomeUnknownException.class);
    client.echo(); // has gone out behind the cancellation
    db.transact(Operation.insert("Single", Map.of("count", Value.of(1))));
    assertThat(db.read("Thing").rows("Thing")).isEmpty();
  }

  @Test
  void dryRun_whenAllIsWell_tellsTheResultsAndDoesNothing() {
    List<OperationResult> results =
        db.dryRun(
            List.of(Operation.insert("Thing", thing("a")), Operation.update("Thing", Map.of())));
    assertThat(results.get(1).count()).hasValue(1);
    assertThat(db.read("Thing").rows("Thing")).isEmpty();
  }

  @Test
  void dryRun_whenOnlyTheCommitWouldFail_doesNotSeeIt() {
    insert(thing("same"));
    assertThat(db.dryRun(List.of(Operation.insert("Thing", thing("same"))))).hasSize(1);
  }

  @Test
  void transact_whenTheSchemaForbidsIt_sendsNothing() {
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(
            () ->
                db.transact(
                    Operation.insert("Thing", thing("a")),
                    Operation.insert("Thing", thing("b", "small", 11))))
        .withMessageContaining("column small takes 10 or less, not 11");
    assertThat(db.read("Thing").rows("Thing")).isEmpty();
  }
}
