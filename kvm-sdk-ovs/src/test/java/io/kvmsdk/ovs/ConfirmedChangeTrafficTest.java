package io.kvmsdk.ovs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.change.Update;
import io.kvmsdk.error.Subject;
import io.kvmsdk.host.HostShell;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An administrator who is about to saw off the branch: the host's only link is on its bridge. */
@RequiresTraffic
@Timeout(180)
class ConfirmedChangeTrafficTest {
  @TempDir static Path folder;

  private static SwitchHost host;
  private static SwitchHost.Guest admin;

  private OpenVSwitch ovs;

  @BeforeAll
  static void start() throws IOException {
    host = SwitchHost.start(folder);
    admin = host.guest("10.8.0.2/24");
    host.vsctl("add-br", "br-mgmt", "--", "set", "bridge", "br-mgmt", "datapath_type=netdev");
    host.vsctl("add-port", "br-mgmt", admin.port());
    host.run("ip", "addr", "add", "10.8.0.1/24", "dev", "br-mgmt").orFail();
    host.run("ip", "link", "set", "br-mgmt", "up").orFail();
  }

  @AfterAll
  static void stop() {
    host.close();
  }

  @BeforeEach
  void connect() {
    assertThat(admin.reaches("10.8.0.1")).isTrue();
    ovs = host.connect();
  }

  @AfterEach
  void close() {
    ovs.close();
  }

  private static boolean reachable() {
    return admin.pings("10.8.0.1");
  }

  private ConfirmedChange changes() {
    return ConfirmedChange.on(ovs.database(), HostShell.local()).server(host.endpoint().toString());
  }

  /** All ports but the bridge's own are to go. */
  private Update cutsTheLink() {
    return ovs.plan(b -> b.name("br-mgmt").exclusive(true));
  }

  @Test
  void aChangeThatCutsTheLink_isTakenBackByTheHost() {
    changes().apply(cutsTheLink(), Duration.ofSeconds(10));
    ovs.close(); // as it would have been cut off, too
    assertThat(reachable()).isFalse();

    SystemPacer.INSTANCE.await(
        Subject.NONE,
        "the link",
        Duration.ofMinutes(2),
        () -> reachable() ? Optional.of(true) : Optional.empty(),
        () -> host.vsctl("show"));
  }

  @Test
  void aCheckThatFails_takesTheChangeBackAtOnce() {
    assertThatThrownBy(
            () ->
                changes()
                    .apply(
                        cutsTheLink(),
                        Duration.ofSeconds(10),
                        ConfirmedChangeTrafficTest::reachable))
        .isInstanceOf(ChangeRevertedException.class);

    assertThat(admin.reaches("10.8.0.1")).isTrue();
  }

  @Test
  void aChangeThatKeepsTheLink_stays() {
    changes()
        .apply(
            ovs.plan(b -> b.name("br-mgmt").addPort("kvmsdk-new", InterfaceType.internal())),
            Duration.ofMinutes(2),
            ConfirmedChangeTrafficTest::reachable);

    assertThat(host.vsctl("list-ports", "br-mgmt").lines()).contains("kvmsdk-new");
  }

  @Test
  void aPortThatCannotBe_isTakenBackWithTheRest() {
    Update plan = ovs.plan(b -> b.name("br-mgmt").addPort("kvmsdk-none", InterfaceType.system()));

    assertThatThrownBy(() -> changes().apply(plan, Duration.ofSeconds(30)))
        .isInstanceOf(InterfaceFailedException.class);

    assertThat(host.vsctl("list-ports", "br-mgmt").lines()).doesNotContain("kvmsdk-none");
    assertThat(changes().unconfirmed()).isEmpty();
  }

  @Test
  void rstpThatIsTurnedOff_leavesPortsThatAreFlooded() {
    ovs.apply(b -> b.name("rstp").datapathType(DatapathType.NETDEV).rstp(true));
    Bridge bridge = ovs.bridges().get("rstp");
    bridge.addPort(PortSpec.of("came", InterfaceType.internal()));
    bridge.addPort(PortSpec.of("late", InterfaceType.internal()));

    changes().apply(ovs.plan(b -> b.name("rstp").rstp(false)), Duration.ofSeconds(30)).confirm();

    assertThat(host.appctl("ofproto/trace", "rstp", "in_port=came,dl_dst=ff:ff:ff:ff:ff:ff"))
        .as("both others")
        .containsPattern("Datapath actions: \\d+,\\d+");
    assertThat(host.vsctl("get", "interface", "came", "ofport_request")).isEqualTo("[]");
  }
}
