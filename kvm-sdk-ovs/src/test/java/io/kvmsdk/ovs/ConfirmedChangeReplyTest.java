package io.kvmsdk.ovs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmsdk.domain.ExecSpec;
import io.kvmsdk.host.HostShell;
import io.kvmsdk.ovs.ovsdb.Mutation;
import io.kvmsdk.ovs.ovsdb.Operation;
import io.kvmsdk.ovs.ovsdb.OutcomeUnknownException;
import io.kvmsdk.ovs.ovsdb.OvsdbEndpoint;
import io.kvmsdk.ovs.ovsdb.Value;
import io.kvmsdk.testkit.ovsdb.FakeOvsdbServer;
import io.kvmsdk.testkit.ovsdb.OvsdbFault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The link breaks just when a change is confirmed or taken back, as network changes have it. */
class ConfirmedChangeReplyTest {
  private static final HostShell ARMED =
      program -> HostShell.local().exec(ExecSpec.of("echo", "armed"));

  private FakeOvsdbServer server;
  private OpenVSwitch ovs;
  private PendingChange change;

  @BeforeEach
  void start() {
    server = FakeOvsdbServer.openVSwitch();
    ovs = OpenVSwitch.connect(OvsdbEndpoint.parse(server.endpoint()));
    Mutation mark = Mutation.insert("external_ids", Value.map(Map.of("changed", "1")));
    change =
        ConfirmedChange.on(ovs.database(), ARMED)
            .apply(List.of(Operation.mutate("Open_vSwitch", List.of(mark))), Duration.ofHours(1));
  }

  @AfterEach
  void stop() {
    ovs.close();
    server.close();
  }

  @Test
  void confirm_whenItsReplyIsLost_isSureOfItself() {
    server.failOn("transact", OvsdbFault.dropAfter().once());
    change.confirm();
    change.close();
    assertThat(ids()).isEqualTo(Map.of("changed", "1"));
  }

  @Test
  void confirm_whenItNeverArrived_isDoneAgain() {
    server.failOn("transact", OvsdbFault.dropBefore().once());
    change.confirm();
    assertThat(ids()).isEqualTo(Map.of("changed", "1"));
  }

  @Test
  void revert_whenItsReplyIsLost_isSureOfItself() {
    server.failOn("transact", OvsdbFault.dropAfter().once());
    change.revert();
    assertThat(ids()).doesNotContainKey("changed");
  }

  @Test
  void confirm_whenNobodyAnswers_canBeCalledAgain() {
    server.failOn("transact", OvsdbFault.dropAfter());
    assertThatExceptionOfType(OutcomeUnknownException.class).isThrownBy(change::confirm);
    server.heal();
    change.confirm();
    assertThat(ids()).isEqualTo(Map.of("changed", "1"));
  }

  private Map<String, String> ids() {
    return Token.read(ovs.database());
  }
}
