package io.kvmsdk.ovs.ovsdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.judge.RequiresTool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The check before sending beside the real server's own, over random operations and values. */
@RequiresTool(
    value = {"ovsdb-server", "--version"},
    debianPackage = "openvswitch-common")
class TransactionCheckJudgedTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int ROUNDS = Integer.getInteger("kvmsdk.ovsdb.rounds", 2000);

  /** What the server would let pass, or refuse only where rows are met; each is surely a slip. */
  private static final Pattern STRICTER =
      Pattern.compile("takes integer, not real|is the server's own|divided by zero");

  @RegisterExtension static final SharedServer server = SharedServer.of(Kinds.text());

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void check_whenOperationsAreRandom_agreesWithTheServer(long seed) {
    try (OvsdbClient client = OvsdbClient.connect(server.unix(), TIMEOUT)) {
      OvsdbDatabase db = client.database("Kinds");
      RandomOperations random = new RandomOperations(db.schema(), new Random(seed));
      Map<Verdict, Integer> seen = new EnumMap<>(Verdict.class);
      for (int i = 0; i < ROUNDS; i++) {
        Operation operation = random.next();
        seen.merge(compare(db, operation), 1, Integer::sum);
      }
      // A generator that makes only good, or only bad ones, would show nothing.
      assertThat(seen.get(Verdict.BOTH_TAKE)).isGreaterThan(ROUNDS / 10);
      assertThat(seen.get(Verdict.BOTH_REFUSE)).isGreaterThan(ROUNDS / 10);
    }
  }

  private enum Verdict {
    BOTH_TAKE,
    BOTH_REFUSE,
    OURS_IS_STRICTER
  }

  private static Verdict compare(OvsdbDatabase db, Operation operation) {
    List<String> problems = problems(db, operation);
    TransactionException theirs = judge(db, operation);
    boolean taken = theirs.kind() == OvsdbError.ABORTED;
    if (problems.isEmpty() != taken
        && (problems.isEmpty() || !problems.stream().allMatch(p -> STRICTER.matcher(p).find()))) {
      fail("%s%n ours: %s%n theirs: %s", operation, problems, theirs.getMessage());
    }
    return taken == problems.isEmpty()
        ? taken ? Verdict.BOTH_TAKE : Verdict.BOTH_REFUSE
        : Verdict.OURS_IS_STRICTER;
  }

  private static List<String> problems(OvsdbDatabase db, Operation operation) {
    try {
      TransactionCheck.check(Subject.NONE, db.schema(), List.of(operation));
      return List.of();
    } catch (InvalidSpecException e) {
      return e.problems();
    }
  }

  /** The database is empty and stays so: what the server refuses, it refuses for the schema. */
  private static TransactionException judge(OvsdbDatabase db, Operation operation) {
    try {
      db.send(List.of(operation, new Operation.Abort()));
    } catch (TransactionException e) {
      return e;
    }
    throw new AssertionError("an abort cannot be done");
  }

  @Test
  void check_whenColumnsAreLeftOut_knowsWhichDefaultsTheServerRefuses() {
    try (OvsdbClient client = OvsdbClient.connect(server.unix(), TIMEOUT)) {
      OvsdbDatabase db = client.database("Kinds");
      List<Operation> inserts = new ArrayList<>();
      db.schema().tables().keySet().forEach(t -> inserts.add(Operation.insert(t, Map.of())));
      assertThat(inserts.stream().map(insert -> problems(db, insert)).toList())
          .containsExactly(
              List.of("operation 1, insert on Thing: column color must be given"),
              List.of(),
              List.of());
      assertThat(IntStream.range(0, 3).mapToObj(i -> judge(db, inserts.get(i)).kind()))
          .containsExactly(OvsdbError.CONSTRAINT_VIOLATION, OvsdbError.ABORTED, OvsdbError.ABORTED);
    }
  }
}
