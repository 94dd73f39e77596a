package io.kvmsdk.ovs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.ovs.ovsdb.OvsdbEndpoint;
import io.kvmsdk.testkit.ovsdb.FakeOvsdbServer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a user's test does without Open vSwitch. */
class FakeOpenVSwitchTest {
  private FakeOvsdbServer server;
  private OpenVSwitch ovs;

  @BeforeEach
  void start() {
    server = FakeOvsdbServer.openVSwitch();
    ovs = OpenVSwitch.connect(OvsdbEndpoint.parse(server.endpoint()));
  }

  @AfterEach
  void stop() {
    ovs.close();
    server.close();
  }

  @Test
  void apply_twice_writesOnce() {
    ovs.apply(b -> b.name("br0").port(p -> p.name("vnet3").vlan(Vlan.access(10))));
    assertThat(server.transactions()).isEqualTo(1);
    ovs.apply(b -> b.name("br0").port(p -> p.name("vnet3").vlan(Vlan.access(10))));
    assertThat(server.transactions()).isEqualTo(1);
    assertThat(server.rows("Open_vSwitch", "Port")).extracting("tag").contains(10L);
  }

  @Test
  void apply_whenADeviceIsMissing_throws_andTakesAllBack() {
    server.vswitchd().missing("eth9");
    assertThatExceptionOfType(InterfaceFailedException.class)
        .isThrownBy(() -> ovs.apply(b -> b.name("br0").port(p -> p.name("eth9"))))
        .withMessageContaining("No such device");
    assertThat(server.rows("Open_vSwitch", "Bridge")).isEmpty();
  }

  @Test
  void addPort_readsTheSwitch_onlyWhereSomethingOfThatNameIsThere() {
    ovs.apply(b -> b.name("br0").port(p -> p.name("vnet3").vlan(Vlan.access(10))));
    Bridge bridge = ovs.bridges().get("br0");

    int before = server.log().size();
    assertThat(bridge.addPort(p -> p.name("vnet4").vlan(Vlan.access(20)))).isNotEmpty();
    assertThat(server.log().subList(before, server.log().size()).toString())
        .doesNotContain("other_config");

    before = server.log().size();
    assertThat(bridge.addPort(p -> p.name("vnet4").vlan(Vlan.access(20)))).isEmpty();
    assertThat(server.log().subList(before, server.log().size()).toString())
        .contains("other_config");
    assertThat(server.rows("Open_vSwitch", "Port")).extracting("tag").contains(10L, 20L);
  }

  @Test
  void apply_whenTheSwitchHangs_timesOut() {
    server.vswitchd().pause();
    try (OpenVSwitch hasty =
        OpenVSwitch.connect(OvsdbEndpoint.parse(server.endpoint()), Duration.ofSeconds(1))) {
      assertThatExceptionOfType(TimedOutException.class)
          .isThrownBy(() -> hasty.apply(b -> b.name("br0")));
    }
  }

  @Test
  void deadline_whenTheSwitchHangs_isAllThatItMayTake() {
    ovs.apply(b -> b.name("br0"));
    server.vswitchd().pause();
    assertThatExceptionOfType(TimedOutException.class)
        .isThrownBy(() -> ovs.deadline(Duration.ofSeconds(1)).bridges().get("br0").delete())
        .withMessageContaining("ovs-vswitchd");
  }

  @Test
  void apply_whenSomebodyChangesTheSameEachTime_saysSo() {
    ovs.apply(b -> b.name("br0"));
    AtomicInteger tag = new AtomicInteger();
    SwitchUpdate update =
        ovs.update(
            (state, draft) -> {
              ovs.apply(
                  b -> b.name("br0").port(p -> p.name("br0").vlan(Vlan.access(tag.addAndGet(1)))));
              new BridgePlanner(state, draft)
                  .plan(
                      BridgeSpec.builder()
                          .name("br0")
                          .port(p -> p.name("br0").vlan(Vlan.access(100)))
                          .build());
            });
    assertThatExceptionOfType(ConflictException.class)
        .isThrownBy(() -> ovs.applied(update))
        .withMessageContaining("others changed the same");
    assertThat(tag.get()).isBetween(3, 10);
  }
}
