package io.kvmsdk.ovs.ovsdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.testkit.ovsdb.FakeOvsdbServer;
import io.kvmsdk.testkit.ovsdb.OvsdbFault;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each fault of the testkit's server ends in an exception of its own, and leaves no thread. */
@Timeout(180)
class FaultyServerTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(200);

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of(OvsdbFault.nestedReply(5_000), LONG, OvsdbException.class),
        Arguments.of(OvsdbFault.longReply(3 << 20), LONG, OvsdbException.class),
        Arguments.of(OvsdbFault.say("}"), LONG, OvsdbException.class),
        Arguments.of(OvsdbFault.unknownMethod(), LONG, OvsdbException.class),
        Arguments.of(OvsdbFault.dropBefore(), LONG, ConnectionLostException.class),
        Arguments.of(OvsdbFault.dropAfter(), LONG, ConnectionLostException.class),
        Arguments.of(OvsdbFault.wrongId(), SHORT, TimedOutException.class),
        Arguments.of(OvsdbFault.holdReply(), SHORT, TimedOutException.class),
        Arguments.of(OvsdbFault.silence(), SHORT, TimedOutException.class));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void call_whenAFaultStrikes_says(OvsdbFault fault, Duration patience, Class<?> end) {
    try (FakeOvsdbServer server = FakeOvsdbServer.openVSwitch();
        OvsdbClient client =
            OvsdbClient.connect(
                o ->
                    o.addEndpoints(OvsdbEndpoint.parse(server.endpoint())).callTimeout(patience))) {
      server.failOn("list_dbs", fault);
      assertThatThrownBy(client::listDatabases).isInstanceOf(end);
    }
  }

  @AfterAll
  static void noThreads() {
    LeakTest.awaitNoThreads();
  }

  @Test
  void call_whenRepliesComeByteByByte_readsThem() {
    try (FakeOvsdbServer server = FakeOvsdbServer.openVSwitch();
        OvsdbClient client = OvsdbClient.connect(OvsdbEndpoint.parse(server.endpoint()), LONG)) {
      server.failOn("list_dbs", OvsdbFault.byteByByte());
      assertThat(client.listDatabases()).contains("Open_vSwitch");
      assertThat(client.listDatabases()).contains("Open_vSwitch");
    }
  }
}
