package io.kvmsdk.ovs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Guests ping each other, or cannot, through a real switch that specs made. */
@RequiresTraffic
class SwitchTrafficTest extends OneSwitch {
  private static SwitchHost.Guest a;
  private static SwitchHost.Guest b;
  private static SwitchHost.Guest c;

  @BeforeAll
  static void addGuests() {
    a = host.guest("10.9.0.1/24");
    b = host.guest("10.9.0.2/24");
    c = host.guest("10.9.0.3/24");
  }

  @Test
  void vlans_whenTagsDiffer_doNotMeet_andTrunksCarryThemTagged() throws IOException {
    ovs.apply(
        s ->
            s.name("br0")
                .datapathType(DatapathType.NETDEV)
                .port(p -> p.name(a.port()).vlan(Vlan.access(10)))
                .port(p -> p.name(b.port()).vlan(Vlan.access(10)))
                .port(p -> p.name(c.port()).vlan(Vlan.access(20))));
    assertThat(a.reaches("10.9.0.2")).as("same tag").isTrue();
    assertThat(a.run("ping", "-c", 1, "-W", 1, "10.9.0.3").exit()).as("other tag").isNotZero();

    Bridge bridge = ovs.bridges().get("br0");
    bridge.addPort(p -> p.name(c.port()).vlan(Vlan.access(10)));
    assertThat(a.reaches("10.9.0.3")).as("tag changed").isTrue();

    bridge.addPort(p -> p.name(c.port()).vlan(Vlan.trunk(10)));
    assertThat(taggedRequests()).as("on the trunk").contains("vlan 10", "10.9.0.99");

    bridge.addPort(p -> p.name(c.port()).vlan(Vlan.nativeUntagged(10, 20)));
    assertThat(a.reaches("10.9.0.3")).as("native VLAN without a tag").isTrue();
  }

  /** What the third guest's card sees with a tag while something happens. */
  private static String taggedRequests() throws IOException {
    Process asking = a.pinging("-i", 0.2, "-b", "10.9.0.99");
    try {
      return c.run(
              "timeout", 60, "tcpdump", "-e", "-n", "-l", "-c", 1, "-i", "eth0", "vlan and arp")
          .output();
    } finally {
      asking.destroy();
    }
  }

  @Test
  void patch_whenBothEndsAreMadeTogether_joinsTheBridges() {
    SwitchHost.Guest left = host.guest("10.8.0.1/24");
    SwitchHost.Guest right = host.guest("10.8.0.2/24");
    BridgeSpec one =
        BridgeSpec.builder()
            .name("left")
            .datapathType(DatapathType.NETDEV)
            .addPort(left.port(), InterfaceType.system())
            .addPort("to-right", InterfaceType.patch("to-left"))
            .build();
    BridgeSpec other =
        BridgeSpec.builder()
            .name("right")
            .datapathType(DatapathType.NETDEV)
            .addPort(right.port(), InterfaceType.system())
            .addPort("to-left", InterfaceType.patch("to-right"))
            .build();
    ovs.apply(one, other);
    assertThat(left.reaches("10.8.0.2")).isTrue();
    assertThat(ovs.apply(one, other)).isEmpty();
  }

  @Test
  void internalPort_whenTheHostGivesItAnAddress_isReached() {
    SwitchHost.Guest guest = host.guest("10.7.0.1/24");
    ovs.apply(
        s ->
            s.name("inner")
                .datapathType(DatapathType.NETDEV)
                .addPort(guest.port(), InterfaceType.system())
                .addPort("host0", InterfaceType.internal()));
    host.run("ip", "addr", "add", "10.7.0.2/24", "dev", "host0").orFail();
    host.run("ip", "link", "set", "host0", "up").orFail();
    assertThat(guest.reaches("10.7.0.2")).isTrue();
  }

  @Test
  void qos_whenAPortIsShaped_isSeenInLinux() {
    SwitchHost.Guest guest = host.guest("10.6.0.1/24");
    ovs.apply(
        s ->
            s.name("shaped")
                .datapathType(DatapathType.NETDEV)
                .port(p -> p.name(guest.port()).qos(shaping(5_000_000))));
    assertThat(classes(guest)).contains("5Mbit", "2Mbit");

    OpenVSwitchTest.changesOnce(
        host, () -> ovs.bridges().get("shaped").addPort(port(guest, shaping(7_000_000))));
    assertThat(classes(guest)).contains("7Mbit", "2Mbit");

    ovs.bridges().get("shaped").deletePort(guest.port());
    assertThat(host.vsctl("list", "QoS")).isEmpty();
    assertThat(host.vsctl("list", "Queue")).isEmpty();
  }

  private static PortSpec port(SwitchHost.Guest guest, QosSpec qos) {
    return PortSpec.builder().name(guest.port()).qos(qos).build();
  }

  private static QosSpec shaping(long rate) {
    return QosSpec.builder()
        .maxRate(rate)
        .queue(0, q -> q.minRate(1_000_000))
        .queue(1, q -> q.maxRate(2_000_000).priority(1))
        .build();
  }

  private static String classes(SwitchHost.Guest guest) {
    return host.run("tc", "class", "show", "dev", guest.port()).orFail().output();
  }
}
