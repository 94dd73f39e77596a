package io.kvmsdk.ovs.ovsdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.error.Subject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Good replies with something wrong in them somewhere: either it does no harm, or it is found. */
class FuzzedReplyTest {
  private static final int ROUNDS = Integer.getInteger("kvmsdk.ovsdb.rounds", 5_000);

  private final Random random = new Random(7);

  @Test
  void schema_whenAnythingInItIsReplaced_isReadOrFoundMalformed() {
    Object good = Kinds.parse(Kinds.text());
    int malformed = 0;
    for (int i = 0; i < ROUNDS; i++) {
      try {
        SchemaReader.read(fuzz(good));
      } catch (MalformedException e) {
        malformed++;
      }
    }
    assertThat(malformed).isBetween(ROUNDS / 10, ROUNDS - 1);
  }

  @Test
  void results_whenAnythingInThemIsReplaced_areReadOrFoundMalformed() {
    List<Operation> operations =
        List.of(
            Operation.insert("Thing", Map.of()),
            Operation.delete("Thing"),
            Operation.select("Thing").columns("name", "number", "reals", "labels", "ids", "flags"));
    Object good =
        Kinds.parse(
            ("[{'uuid':['uuid','11111111-1111-1111-1111-111111111111']},{'count':1},{'rows':["
                    + "{'name':'a','number':1,'reals':['set',[1,2.5]],'flags':['map',[[true,false]]],"
                    + "'labels':['map',[['a','b']]],"
                    + "'ids':['uuid','11111111-1111-1111-1111-111111111111']}]}]")
                .replace('\'', '"'));
    ResultReader reader = new ResultReader(Subject.NONE, Kinds.schema());
    assertThat(reader.read(operations, good)).hasSize(3);
    int malformed = 0;
    for (int i = 0; i < ROUNDS; i++) {
      try {
        reader.read(operations, fuzz(good));
      } catch (MalformedException | TransactionException e) {
        malformed++;
      }
    }
    assertThat(malformed).isBetween(ROUNDS / 10, ROUNDS - 1);
  }

  /** A copy in which some part, small or large, is something else. */
  private Object fuzz(Object json) {
    int[] countdown = {random.nextInt(size(json)) + 1};
    return copy(json, countdown);
  }

  private static int size(Object json) {
    if (json instanceof Map<?, ?> object) {
      return 1 + object.values().stream().mapToInt(FuzzedReplyTest::size).sum();
    }
    return json instanceof List<?> array
        ? 1 + array.stream().mapToInt(FuzzedReplyTest::size).sum()
        : 1;
  }

  private Object copy(Object json, int[] countdown) {
    if (--countdown[0] == 0) {
      return junk(json);
    }
    if (json instanceof Map<?, ?> object) {
      Map<String, Object> copy = new LinkedHashMap<>();
      object.forEach((name, member) -> copy.put((String) name, copy(member, countdown)));
      return copy;
    }
    if (json instanceof List<?> array) {
      List<Object> copy = new ArrayList<>();
      array.forEach(element -> copy.add(copy(element, countdown)));
      return copy;
    }
    return json;
  }

  private Object junk(Object instead) {
    List<Object> junk =
        Arrays.asList(
            null,
            true,
            -1,
            Long.MIN_VALUE,
            BigInteger.TEN.pow(30),
            new BigDecimal("0.5"),
            new BigDecimal("1e99999"),
            "",
            "uuid",
            "1-1-1-1-1",
            List.of(),
            List.of("set"),
            List.of("set", 1),
            List.of("set", List.of(1, 1)),
            List.of("map", List.of(1)),
            List.of("map", List.of(List.of(1, "a"), List.of(1, "b"))),
            List.of("uuid", "x"),
            List.of("named-uuid", "x"),
            Map.of(),
            Map.of("error", 1),
            Map.of("type", "integer", "enum", List.of("map", List.of())),
            List.of(instead == null ? "" : instead));
    return junk.get(random.nextInt(junk.size()));
  }
}
