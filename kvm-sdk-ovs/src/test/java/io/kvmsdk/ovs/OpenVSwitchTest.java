package io.kvmsdk.ovs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.kvmsdk.change.Change;
import io.kvmsdk.change.Effect;
import io.kvmsdk.change.Update;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.value.MacAddress;
import io.kvmsdk.value.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Bridges become what specs say; ovs-vsctl and the database's log judge. */
@RequiresSwitch
class OpenVSwitchTest extends OneSwitch {
  @Test
  void apply_whenABridgeIsNew_givesItEveryPropertyOfTheSpec() {
    changesOnce(
        () ->
            ovs.apply(
                b ->
                    b.name("full")
                        .datapathType(DatapathType.NETDEV)
                        .failMode(FailMode.SECURE)
                        .rstp(true)
                        .multicastSnooping(true)
                        .protocols(Set.of("OpenFlow10", "OpenFlow13"))
                        .addController("tcp:127.0.0.1:1")
                        .addController("tcp:127.0.0.1:2")
                        .putOtherConfig("mac-aging-time", "60")
                        .putExternalId("owner", "test")));
    assertThat(bridge("full", "datapath_type")).isEqualTo("netdev");
    assertThat(bridge("full", "fail_mode")).isEqualTo("secure");
    assertThat(bridge("full", "rstp_enable")).isEqualTo("true");
    assertThat(bridge("full", "stp_enable")).isEqualTo("false");
    assertThat(bridge("full", "mcast_snooping_enable")).isEqualTo("true");
    assertThat(bridge("full", "protocols")).isEqualTo("[OpenFlow10, OpenFlow13]");
    assertThat(bridge("full", "other_config")).isEqualTo("{mac-aging-time=\"60\"}");
    assertThat(bridge("full", "external_ids")).isEqualTo("{owner=test}");
    assertThat(host.vsctl("get-controller", "full").lines())
        .containsExactlyInAnyOrder("tcp:127.0.0.1:1", "tcp:127.0.0.1:2");
    assertThat(host.vsctl("list-ports", "full")).isEmpty();
    assertThat(host.vsctl("get", "Interface", "full", "type")).isEqualTo("internal");
  }

  @Test
  void apply_whenPortsAreNew_givesThemEveryPropertyOfTheSpec() {
    netdev("ports");
    Bridge bridge = ovs.bridges().get("ports");
    changesOnce(() -> bridge.addPort(internal("pa").vlan(Vlan.access(10)).build()));
    assertThat(port("pa", "tag")).isEqualTo("10");
    assertThat(port("pa", "vlan_mode")).isEqualTo("access");
    changesOnce(() -> bridge.addPort(internal("pa").vlan(Vlan.trunk(20, 30)).build()));
    assertThat(port("pa", "tag")).isEqualTo("[]");
    assertThat(port("pa", "trunks")).isEqualTo("[20, 30]");
    changesOnce(() -> bridge.addPort(internal("pa").vlan(Vlan.nativeTagged(5, 6)).build()));
    assertThat(port("pa", "vlan_mode")).isEqualTo("native-tagged");
    changesOnce(() -> bridge.addPort(internal("pa").vlan(Vlan.nativeUntagged(5, 6)).build()));
    assertThat(port("pa", "vlan_mode")).isEqualTo("native-untagged");
    changesOnce(() -> bridge.addPort(internal("pa").vlan(Vlan.dot1qTunnel(7, 8)).build()));
    assertThat(port("pa", "vlan_mode")).isEqualTo("dot1q-tunnel");
    assertThat(port("pa", "cvlans")).isEqualTo("[8]");
    assertThat(port("pa", "trunks")).isEqualTo("[]");
    changesOnce(
        () ->
            bridge.addPort(
                p ->
                    p.name("pa")
                        .protectedPort(true)
                        .putOtherConfig("rstp-port-priority", "32")
                        .putExternalId("vm", "web")));
    assertThat(port("pa", "protected")).isEqualTo("true");
    assertThat(port("pa", "other_config")).isEqualTo("{rstp-port-priority=\"32\"}");
    assertThat(port("pa", "external_ids")).isEqualTo("{vm=web}");
    assertThat(port("pa", "vlan_mode")).as("what the spec does not name").isEqualTo("dot1q-tunnel");
  }

  @Test
  void apply_whenInterfacesAreNew_givesThemEveryPropertyOfTheSpec() {
    netdev("ifs");
    Bridge bridge = ovs.bridges().get("ifs");
    changesOnce(
        () ->
            bridge.addPort(
                p ->
                    p.name("ia")
                        .networkInterface(
                            i ->
                                i.name("ia")
                                    .type(InterfaceType.internal())
                                    .mac(MacAddress.of("02:00:00:00:00:01"))
                                    .mtu(1400)
                                    .ofport(77)
                                    .ingressPolicingRate(10_000)
                                    .ingressPolicingBurst(1_000)
                                    .putOtherConfig("a", "b")
                                    .putExternalId("iface-id", "x"))));
    assertThat(device("ia", "mac_in_use")).isEqualTo("\"02:00:00:00:00:01\"");
    assertThat(device("ia", "mtu")).isEqualTo("1400");
    assertThat(device("ia", "ofport")).isEqualTo("77");
    assertThat(device("ia", "ingress_policing_rate")).isEqualTo("10000");
    assertThat(device("ia", "ingress_policing_burst")).isEqualTo("1000");
    assertThat(device("ia", "other_config")).isEqualTo("{a=b}");
    assertThat(device("ia", "external_ids")).isEqualTo("{iface-id=x}");
    assertThat(host.run("ip", "link", "show", "ia").orFail().output()).contains("mtu 1400");
  }

  @Test
  void apply_whenATunnelLosesItsSecret_removesItAndKeepsOthersOptions() {
    netdev("tun");
    Bridge bridge = ovs.bridges().get("tun");
    InterfaceType.Tunnel gre = InterfaceType.gre("192.0.2.1").key(5);
    List<Change> made = bridge.addPort(PortSpec.of("t1", gre.psk(Secret.of("sesame"))));
    assertThat(made.toString()).doesNotContain("sesame").contains("remote_ip=192.0.2.1");
    assertThat(device("t1", "options")).contains("psk=sesame", "key=\"5\"");
    host.vsctl("set", "Interface", "t1", "options:ttl=9");
    changesOnce(() -> bridge.addPort(PortSpec.of("t1", gre)));
    assertThat(device("t1", "options"))
        .isEqualTo("{key=\"5\", remote_ip=\"192.0.2.1\", ttl=\"9\"}");
    changesOnce(() -> bridge.addPort(PortSpec.of("t2", InterfaceType.vxlan("192.0.2.2").key(42))));
    changesOnce(() -> bridge.addPort(PortSpec.of("t3", InterfaceType.geneve("192.0.2.3"))));
    assertThat(host.appctl("ofproto/list-tunnels"))
        .contains("vxlan: ", "geneve: ", "->192.0.2.2", "->192.0.2.3");
  }

  @Test
  void plan_whenLookedAt_saysEffectsAndDoesNothing() {
    netdev("plan");
    host.vsctl("add-port", "plan", "foreign", "--", "set", "Interface", "foreign", "type=internal");
    String before = host.configuration();
    Update update =
        ovs.plan(
            b ->
                b.name("plan")
                    .failMode(FailMode.STANDALONE)
                    .exclusive(true)
                    .addPort("new", InterfaceType.internal()));
    assertThat(update.changes())
        .extracting(Change::effect, c -> c.subject().toString())
        .containsExactly(
            tuple(Effect.LIVE, "bridge 'plan'"),
            tuple(Effect.CREATE, "port 'new'"),
            tuple(Effect.CREATE, "interface 'new'"),
            tuple(Effect.DELETE, "port 'foreign'"));
    assertThat(host.configuration()).isEqualTo(before);
    update.apply();
    assertThat(host.vsctl("list-ports", "plan")).isEqualTo("new");
  }

  @Test
  void apply_whenOthersHavePortsThere_leavesThem() {
    netdev("shared");
    host.vsctl(
        "add-port",
        "shared",
        "theirs",
        "tag=3",
        "--",
        "set",
        "Interface",
        "theirs",
        "type=internal");
    host.vsctl(
        "set",
        "Bridge",
        "shared",
        "external_ids:theirs=1",
        "other_config:hwaddr=02:00:00:00:00:07");
    changesOnce(
        () ->
            ovs.apply(
                b ->
                    b.name("shared")
                        .putExternalId("ours", "1")
                        .addPort("mine", InterfaceType.internal())));
    assertThat(host.vsctl("list-ports", "shared").lines()).containsExactly("mine", "theirs");
    assertThat(port("theirs", "tag")).isEqualTo("3");
    assertThat(bridge("shared", "external_ids")).isEqualTo("{ours=\"1\", theirs=\"1\"}");
    assertThat(bridge("shared", "other_config")).contains("hwaddr");
  }

  @Test
  void apply_whenADeviceIsMissing_throwsTheSwitchsWordsAndTakesAllBack() {
    netdev("undo");
    host.vsctl(
        "add-port", "undo", "old", "tag=9", "--", "set", "Interface", "old", "type=internal");
    assertThatExceptionOfType(InterfaceFailedException.class)
        .isThrownBy(
            () ->
                ovs.apply(
                    b ->
                        b.name("undo")
                            .exclusive(true)
                            .failMode(FailMode.SECURE)
                            .addPort("fine", InterfaceType.internal())
                            .addPort("nodev9", InterfaceType.system())))
        .withMessageContaining("could not open network device nodev9 (No such device)");
    assertThat(host.vsctl("list-ports", "undo")).isEqualTo("old");
    assertThat(port("old", "tag")).isEqualTo("9");
    assertThat(device("old", "type")).isEqualTo("internal");
    assertThat(bridge("undo", "fail_mode")).isEqualTo("[]");
  }

  @Test
  void noWait_whenADeviceIsMissing_leavesItForLater() {
    netdev("later");
    ovs.noWait().bridges().get("later").addPort(PortSpec.of("comes", InterfaceType.system()));
    assertThat(host.vsctl("list-ports", "later")).isEqualTo("comes");
  }

  @Test
  void addPort_whenAnotherBridgeHasIt_isAConflict() {
    netdev("one");
    netdev("two");
    ovs.bridges().get("one").addPort(PortSpec.of("mine1", InterfaceType.internal()));
    String before = host.configuration();
    assertThatExceptionOfType(ConflictException.class)
        .isThrownBy(
            () -> ovs.bridges().get("two").addPort(PortSpec.of("mine1", InterfaceType.internal())))
        .withMessageContaining("bridge 'one'");
    assertThatExceptionOfType(ConflictException.class)
        .isThrownBy(
            () ->
                ovs.bridges()
                    .get("two")
                    .addPort(p -> p.name("bond1").addMember("mine1").addMember("x")))
        .withMessageContaining("port 'mine1'");
    assertThat(host.configuration()).isEqualTo(before);
  }

  @Test
  void apply_whenAPlanIsOutdated_refusesAndChangesNothing() {
    netdev("race");
    ovs.bridges().get("race").addPort(PortSpec.of("r0", InterfaceType.internal()));
    Update update = ovs.plan(b -> b.name("race").port(p -> p.name("r0").vlan(Vlan.access(5))));
    host.vsctl("del-port", "r0");
    assertThatExceptionOfType(ConflictException.class)
        .isThrownBy(update::apply)
        .withMessageContaining("somebody else");
    assertThat(host.vsctl("list-ports", "race")).isEmpty();
    Update add = ovs.plan(b -> b.name("race").addPort("r1", InterfaceType.internal()));
    host.vsctl("add-port", "race", "r2", "--", "set", "Interface", "r2", "type=internal");
    assertThat(add.apply()).as("what others added does not matter").hasSize(2);
    assertThat(host.vsctl("list-ports", "race").lines()).containsExactly("r1", "r2");
  }

  @Test
  void specs_whenWrong_tellAllOfItBeforeAnythingIsSent() {
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> Vlan.access(4096))
        .withMessageContaining("0 to 4095");
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(
            () ->
                BridgeSpec.builder()
                    .name("a/b")
                    .stp(true)
                    .rstp(true)
                    .addPort("p", InterfaceType.internal())
                    .addPort("p", InterfaceType.internal())
                    .build())
        .satisfies(e -> assertThat(e.problems()).hasSize(3));
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> InterfaceSpec.builder().name("i").mtu(1).ofport(0).build())
        .satisfies(e -> assertThat(e.problems()).hasSize(2));
  }

  @Test
  void bridges_whenDeleted_areGoneAndTheSecondTimeNothingHappens() {
    netdev("gone");
    Bridge bridge = ovs.bridges().get("gone");
    bridge.addPort(PortSpec.of("g1", InterfaceType.internal()));
    assertThat(ovs.bridges().list()).extracting(Bridge::name).contains("gone");
    changesOnce(() -> bridge.deletePort("g1"));
    assertThat(host.vsctl("list-ports", "gone")).isEmpty();
    assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> bridge.deletePort("gone"));
    changesOnce(bridge::delete);
    assertThat(ovs.bridges().find("gone")).isEmpty();
    assertThatExceptionOfType(NotFoundException.class)
        .isThrownBy(() -> bridge.addPort(PortSpec.of("g1", InterfaceType.internal())));
  }

  @Test
  void apply_whenControllersChange_keepsThoseThatStay() {
    netdev("ctl");
    ovs.bridges().get("ctl").controllers("tcp:127.0.0.1:1", "tcp:127.0.0.1:2");
    String row =
        host.vsctl("--bare", "--columns=_uuid", "find", "Controller", "target=\"tcp:127.0.0.1:2\"");
    changesOnce(
        () ->
            ovs.apply(
                b ->
                    b.name("ctl")
                        .addController("tcp:127.0.0.1:2")
                        .addController("tcp:127.0.0.1:3")));
    assertThat(host.vsctl("get-controller", "ctl").lines())
        .containsExactlyInAnyOrder("tcp:127.0.0.1:2", "tcp:127.0.0.1:3");
    assertThat(bridge("ctl", "controller")).contains(row);
  }

  @Test
  void apply_whenTheTypeOfAnInterfaceChanges_makesItAnew() {
    netdev("retype");
    Bridge bridge = ovs.bridges().get("retype");
    bridge.addPort(PortSpec.of("rt", InterfaceType.internal()));
    List<Change> changes = bridge.addPort(PortSpec.of("rt", InterfaceType.geneve("192.0.2.9")));
    assertThat(changes).extracting(Change::effect).containsExactly(Effect.RECREATE);
    assertThat(host.appctl("dpif/show")).contains("rt ", "geneve");
  }

  @Test
  void show_isWhatOvsVsctlShows() {
    netdev("shown");
    ovs.bridges()
        .get("shown")
        .addPort(p -> p.name("sh1").type(InterfaceType.internal()).vlan(Vlan.access(12)));
    // Devices that others' ports want may come and go meanwhile.
    within(() -> ovs.show().strip().equals(host.vsctl("show")));
    assertThat(ovs.show()).contains("tag: 12");
  }

  @Test
  void apply_whenABondLosesAMember_deletesIt() {
    netdev("bond");
    for (String member : List.of("m1", "m2", "m3")) {
      host.run("ip", "link", "add", member, "type", "veth", "peer", "name", member + "p").orFail();
    }
    Bridge bridge = ovs.bridges().get("bond");
    PortSpec.Builder bond =
        PortSpec.builder()
            .name("b0")
            .bondMode(BondMode.BALANCE_SLB)
            .lacp(Lacp.OFF)
            .bondUpDelay(Duration.ofMillis(100))
            .bondDownDelay(Duration.ofMillis(200));
    PortSpec base = bond.addMember("m1").addMember("m2").build();
    changesOnce(() -> bridge.addPort(base));
    assertThat(port("b0", "bond_mode")).isEqualTo("balance-slb");
    assertThat(port("b0", "lacp")).isEqualTo("off");
    assertThat(port("b0", "bond_updelay")).isEqualTo("100");
    assertThat(port("b0", "bond_downdelay")).isEqualTo("200");
    PortSpec other =
        base.toBuilder()
            .interfaces(
                List.of(
                    InterfaceSpec.builder().name("m2").build(),
                    InterfaceSpec.builder().name("m3").build()))
            .build();
    changesOnce(() -> bridge.addPort(other));
    assertThat(host.vsctl("list-ifaces", "bond").lines()).containsExactly("m2", "m3");
    assertThat(host.appctl("bond/show", "b0")).contains("member m2", "member m3");
  }

  /** Does it twice: the first time changes something, the second time writes nothing at all. */
  private static void changesOnce(Supplier<List<Change>> verb) {
    changesOnce(host, verb);
  }

  static void changesOnce(SwitchHost host, Supplier<List<Change>> verb) {
    assertThat(verb.get()).isNotEmpty();
    String configuration = host.configuration();
    long records = host.records();
    assertThat(verb.get()).isEmpty();
    assertThat(host.configuration()).isEqualTo(configuration);
    assertThat(host.records()).isEqualTo(records);
  }

  private static void netdev(String name) {
    ovs.apply(b -> b.name(name).datapathType(DatapathType.NETDEV));
  }

  private static PortSpec.Builder internal(String name) {
    return PortSpec.builder().name(name).type(InterfaceType.internal());
  }

  private static String bridge(String name, String column) {
    return host.vsctl("get", "Bridge", name, column);
  }

  private static String port(String name, String column) {
    return host.vsctl("get", "Port", name, column);
  }

  private static String device(String name, String column) {
    return host.vsctl("get", "Interface", name, column);
  }
}
