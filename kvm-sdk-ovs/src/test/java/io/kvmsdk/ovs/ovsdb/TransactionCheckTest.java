package io.kvmsdk.ovs.ovsdb;

import static io.kvmsdk.ovs.ovsdb.Condition.equal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TransactionCheckTest {
  private static final DatabaseSchema KINDS = Kinds.schema();

  private static List<String> problems(Operation... operations) {
    InvalidSpecException e =
        catchThrowableOfType(
            InvalidSpecException.class,
            () ->
                TransactionCheck.check(
                    Subject.of("OVSDB server", "x"), KINDS, Arrays.asList(operations)));
    return e == null ? List.of() : e.problems();
  }

  private static String update(String column, Value value) {
    List<String> problems = problems(Operation.update("Thing", Map.of(column, value)));
    assertThat(problems).hasSizeLessThan(2);
    return problems.isEmpty()
        ? ""
        : problems.get(0).replace("operation 1, update on Thing: column " + column + " ", "");
  }

  @Test
  void check_whenMuchIsWrong_tellsAllOfIt() {
    assertThat(
            problems(
                Operation.insert("Thnig", Map.of()),
                Operation.update(
                    "Thing", Map.of("nubmer", Value.of(1)), equal("zzz", 1), equal("text", 1)),
                Operation.select("Thing").columns("tex")))
        .containsExactly(
            "operation 1, insert on Thnig: there is no table of that name in Kinds; is it Thing?",
            "operation 2, update on Thing: no column zzz",
            "operation 2, update on Thing: column text takes string, not integer",
            "operation 2, update on Thing: no column nubmer; is it number?",
            "operation 3, select on Thing: no column tex; is it text?");
  }

  @Test
  void check_whenAValueIsWrong_saysWhatTheColumnTakes() {
    assertThat(update("number", Value.of("1"))).isEqualTo("takes integer, not string");
    assertThat(update("number", Value.of(1.0))).isEqualTo("takes integer, not real");
    assertThat(update("number", Value.set())).isEqualTo("must not be empty");
    assertThat(update("number", Value.set(1, 2))).isEqualTo("takes 1 at most, not 2");
    assertThat(update("number", Value.map(Map.of()))).isEqualTo("takes a set, and not the other");
    assertThat(update("labels", Value.set())).isEqualTo("takes a map, and not the other");
    assertThat(update("small", Value.of(0))).isEqualTo("takes 1 or more, not 0");
    assertThat(update("small", Value.of(11))).isEqualTo("takes 10 or less, not 11");
    assertThat(update("ratio", Value.of(2))).isEqualTo("takes 1.5 or less, not 2.0");
    assertThat(update("level", Value.of(3))).isEqualTo("takes one of [1, 2, 5], not 3");
    assertThat(update("only", Value.of("two"))).isEqualTo("takes one of [one], not two");
    assertThat(update("word", Value.of("a"))).isEqualTo("takes 2 characters or more, not 1");
    assertThat(update("word", Value.of("\ud83d\ude00".repeat(6))))
        .isEqualTo("takes 5 characters or less, not 6");
    assertThat(update("word", Value.of("\ud83d\ude00".repeat(5)))).isEmpty();
    assertThat(update("text", Value.of("x".repeat(Json.LONGEST_STRING)))).isEmpty();
    assertThat(update("text", Value.of("x".repeat(Json.LONGEST_STRING + 1))))
        .isEqualTo("takes 2097152 characters or less, not 2097153");
    assertThat(update("text", Value.of("a\0b"))).isEqualTo("holds a null character");
    assertThat(update("text", Value.of("a\ud83d"))).isEqualTo("holds half a character");
    assertThat(update("reals", Value.set(1, 1.0))).isEqualTo("holds 1.0 twice");
    assertThat(update("weights", Value.map(Map.of(1, 2)))).isEmpty();
    assertThat(update("counts", Value.map(Map.of("a", 10)))).isEqualTo("takes 9 or less, not 10");
    assertThat(update("once", Value.of("a"))).isEqualTo("cannot be changed once its row is there");
    assertThat(update("_uuid", Value.of(UUID.randomUUID()))).isEqualTo("is the server's own");
  }

  @Test
  void check_whenAStringMayBeSecret_doesNotQuoteIt() {
    assertThat(update("number", Value.of("secret"))).doesNotContain("secret");
    assertThat(update("word", Value.of("secret"))).doesNotContain("secret");
  }

  @Test
  void check_whenAnEnumIsLeftOut_asksForIt() {
    assertThat(problems(Operation.insert("Thing", Map.of())))
        .containsExactly("operation 1, insert on Thing: column color must be given");
  }

  @Test
  void check_whenRowsAreNamed_looksForTheirInserts() {
    Operation.Insert part = Operation.insert("Part", Map.of()).named("part");
    Value named = Value.of(new Atom.Named("part"));
    assertThat(problems(Operation.update("Thing", Map.of("parts", named)), part)).isEmpty();
    assertThat(problems(Operation.update("Thing", Map.of("id", named)), part)).isEmpty();
    assertThat(problems(Operation.update("Thing", Map.of("friend", named)), part))
        .containsExactly(
            "operation 1, update on Thing: column friend takes rows of table Thing, not @part of"
                + " Part");
    assertThat(
            problems(
                Operation.update("Thing", Map.of("id", Value.of(new Atom.Named("prat")))), part))
        .containsExactly(
            "operation 1, update on Thing: column id names @prat, which no insert makes; is it"
                + " part?");
    assertThat(problems(part, part))
        .containsExactly("insert on Part: the uuid-name part is made twice");
    UUID uuid = new UUID(0, 1);
    Operation chosen = Operation.insert("Part", Map.of()).withUuid(uuid);
    assertThat(problems(chosen, chosen))
        .containsExactly("insert on Part: the UUID " + uuid + " is given twice");
  }

  @Test
  void check_whenAMutatorDoesNotApply_saysSo() {
    assertThat(
            problems(
                Operation.mutate(
                    "Thing",
                    List.of(
                        Mutation.add("text", 1),
                        Mutation.insert("number", 1),
                        Mutation.insert("labels", Value.set("a")),
                        Mutation.delete("labels", Value.set("a")),
                        new Mutation("real", Mutation.Mutator.REMAINDER, Value.of(1)),
                        new Mutation("number", Mutation.Mutator.DIVIDE, Value.of(0)),
                        new Mutation("number", Mutation.Mutator.ADD, Value.set(1, 2)),
                        Mutation.insert("pair", Value.set(1, 2, 3)),
                        Mutation.delete("pair", Value.set(1, 2, 3)),
                        Mutation.add("small", 100)))))
        .extracting(problem -> problem.replace("operation 1, mutate on Thing: column ", ""))
        .containsExactly(
            "text is of a type to which += does not apply",
            "number is of a type to which insert does not apply",
            "labels takes a map, and not the other",
            "real is of a type to which %= does not apply",
            "number is divided by zero",
            "number takes 1 at most, not 2",
            "pair takes 2 at most, not 3");
  }

  @Test
  void check_whenAConditionDoesNotApply_saysSo() {
    Condition less = new Condition("text", Condition.Function.LESS, Value.of("a"));
    Condition includes = new Condition("numbers", Condition.Function.INCLUDES, Value.set());
    assertThat(problems(Operation.delete("Thing", less, includes)))
        .containsExactly(
            "operation 1, delete on Thing: column text is of a type to which < does not apply");
  }

  @Test
  void check_whenAWaitIsWrong_saysSo() {
    Operation wait =
        new Operation.Wait(
            "Thing",
            List.of(),
            Set.of("nmae"),
            true,
            List.of(new Row(Map.of("number", Value.of("a")))),
            Optional.of(Duration.ofMillis(-1)));
    assertThat(problems(wait))
        .containsExactly(
            "operation 1, wait on Thing: no column nmae; is it name?",
            "operation 1, wait on Thing: column number takes integer, not string",
            "operation 1, wait on Thing: a time-out cannot be negative: PT-0.001S");
  }

  @Test
  void check_whenACommentOrALockIsWrong_saysSo() {
    assertThat(
            problems(
                new Operation.Comment("a\0"),
                new Operation.Assert("not a name"),
                new Operation.Assert("name"),
                new Operation.Commit(true),
                new Operation.Abort()))
        .containsExactly(
            "operation 1, comment: holds a null character",
            "operation 2, assert: a lock's name is an identifier, not 'not a name'");
  }
}
