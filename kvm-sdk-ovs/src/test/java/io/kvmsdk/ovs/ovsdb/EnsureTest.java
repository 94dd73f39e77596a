package io.kvmsdk.ovs.ovsdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.testkit.ovsdb.FakeOvsdbServer;
import io.kvmsdk.testkit.ovsdb.OvsdbFault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Replies get lost, and still everything is done once. */
@Timeout(180)
class EnsureTest {
  private final List<Operation> operations =
      List.of(
          Operation.insert("Single", Map.of()).withUuid(UUID.randomUUID()),
          Operation.mutate("Single", List.of(Mutation.add("count", 1))));

  private static OvsdbClient connect(FakeOvsdbServer server, Duration timeout) {
    return OvsdbClient.connect(OvsdbEndpoint.parse(server.endpoint()), timeout);
  }

  private static long count(FakeOvsdbServer server) {
    return ((Number) server.rows("Kinds", "Single").get(0).get("count")).longValue();
  }

  @Test
  void ensure_whenTheConnectionBreaksAfterTheCommit_findsItDone() {
    try (FakeOvsdbServer server = FakeOvsdbServer.start(Kinds.text());
        OvsdbClient client = connect(server, Duration.ofSeconds(30))) {
      OvsdbDatabase db = client.database("Kinds");
      server.failOn("transact", OvsdbFault.dropAfter().once());
      assertThat(db.ensure(operations)).isFalse();
      assertThat(count(server)).isEqualTo(1);
    }
  }

  @Test
  void ensure_whenTheConnectionBreaksBeforeTheCommit_doesIt() {
    try (FakeOvsdbServer server = FakeOvsdbServer.start(Kinds.text());
        OvsdbClient client = connect(server, Duration.ofSeconds(30))) {
      OvsdbDatabase db = client.database("Kinds");
      server.failOn("transact", OvsdbFault.dropBefore().once());
      assertThat(db.ensure(operations)).isTrue();
      assertThat(count(server)).isEqualTo(1);
    }
  }

  @Test
  void transact_whenTheConnectionBreaks_saysThatItMayBeDone() {
    try (FakeOvsdbServer server = FakeOvsdbServer.start(Kinds.text());
        OvsdbClient client = connect(server, Duration.ofSeconds(30))) {
      OvsdbDatabase db = client.database("Kinds");
      server.failOn("transact", OvsdbFault.dropAfter().once());
      assertThatExceptionOfType(OutcomeUnknownException.class)
          .isThrownBy(() -> db.transact(operations))
          .withMessageContaining("Look at the database before doing it again");
      assertThat(count(server)).isEqualTo(1);
      assertThat(db.ensure(operations)).isFalse();
    }
  }

  @Test
  void ensure_whenItCannotAskAgain_saysThatItMayBeDone() {
    try (FakeOvsdbServer server = FakeOvsdbServer.start(Kinds.text());
        OvsdbClient client = connect(server, Duration.ofSeconds(3))) {
      OvsdbDatabase db = client.database("Kinds");
      server.failOn("transact", OvsdbFault.dropAfter().once());
      server.failOn("get_schema", OvsdbFault.holdReply());
      assertThatExceptionOfType(OutcomeUnknownException.class)
          .isThrownBy(() -> db.ensure(operations))
          .satisfies(
              e ->
                  assertThat(e.getSuppressed())
                      .hasAtLeastOneElementOfType(TimedOutException.class));
      assertThat(count(server)).isEqualTo(1);
    }
  }

  @Test
  void ensure_whenNoReplyEverComes_saysThatItMayBeDone() {
    try (FakeOvsdbServer server = FakeOvsdbServer.start(Kinds.text());
        OvsdbClient client = connect(server, Duration.ofSeconds(3))) {
      OvsdbDatabase db = client.database("Kinds");
      server.failOn("transact", OvsdbFault.holdReply());
      assertThatExceptionOfType(OutcomeUnknownException.class)
          .isThrownBy(() -> db.ensure(operations));
      assertThat(count(server)).isEqualTo(1);
    }
  }
}
