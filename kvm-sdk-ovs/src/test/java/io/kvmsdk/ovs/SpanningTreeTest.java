package io.kvmsdk.ovs;

import static io.kvmsdk.ovs.OpenVSwitchTest.changesOnce;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.change.Change;
import io.kvmsdk.change.Effect;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Broadcasts reach all ports of a real switch once STP or RSTP is turned off. */
@RequiresSwitch
class SpanningTreeTest extends OneSwitch {
  @Test
  void rstp_whenTurnedOff_leavesNoPortOutOfFlooding() {
    ovs.apply(b -> b.name("rstp").datapathType(DatapathType.NETDEV).rstp(true));
    Bridge bridge = ovs.bridges().get("rstp");
    bridge.addPort(PortSpec.of("came", InterfaceType.internal()));
    bridge.addPort(PortSpec.of("tunnel", InterfaceType.gre("192.0.2.1")));
    String number = device("tunnel", "ofport");
    List<Change> changes =
        ovs.apply(b -> b.name("rstp").rstp(false).addPort("late", InterfaceType.internal()));
    assertThat(changes)
        .extracting(Change::effect)
        .startsWith(Effect.LIVE, Effect.RECREATE, Effect.RECREATE);
    assertThat(host.appctl("ofproto/trace", "rstp", "in_port=tunnel,dl_dst=ff:ff:ff:ff:ff:ff"))
        .as("all three others")
        .containsPattern("Datapath actions: \\d+,\\d+,\\d+");
    assertThat(Integer.parseInt(device("late", "ofport"))).isLessThan(10);
    assertThat(device("late", "ofport_request")).isEqualTo("[]");
    assertThat(host.appctl("ofproto/trace", "rstp", "in_port=came,dl_dst=ff:ff:ff:ff:ff:ff"))
        .contains("output to native tunnel");
    assertThat(device("tunnel", "ofport")).isEqualTo(number);
    assertThat(device("tunnel", "ofport_request")).isEqualTo("[]");
    assertThat(ovs.apply(b -> b.name("rstp").rstp(false))).isEmpty();
  }

  @Test
  void stp_whenTurnedOff_leavesNoPortOutOfFlooding() {
    ovs.apply(b -> b.name("tree").datapathType(DatapathType.NETDEV).stp(true));
    Bridge bridge = ovs.bridges().get("tree");
    bridge.addPort(PortSpec.of("grown", InterfaceType.internal()));
    changesOnce(host, () -> ovs.apply(b -> b.name("tree").rstp(true)));
    assertThat(host.vsctl("get", "Bridge", "tree", "stp_enable", "rstp_enable").lines())
        .containsExactly("false", "true");
    ovs.apply(b -> b.name("tree").stp(true));
    changesOnce(host, () -> ovs.apply(b -> b.name("tree").stp(false)));
    assertThat(host.appctl("ofproto/trace", "tree", "in_port=LOCAL,dl_dst=ff:ff:ff:ff:ff:ff"))
        .containsPattern("Datapath actions: \\d+");
  }

  @Test
  void rstp_whenTurnedOff_leavesNumbersThatAreAskedFor() {
    ovs.apply(
        b ->
            b.name("asked")
                .datapathType(DatapathType.NETDEV)
                .rstp(true)
                .addPort("a1", InterfaceType.internal())
                .addPort("a2", InterfaceType.internal()));
    changesOnce(
        host,
        () ->
            ovs.apply(
                b -> {
                  b.name("asked").rstp(false);
                  b.addPort(numbered("a1", Integer.parseInt(device("a1", "ofport"))));
                  b.addPort(numbered("a2", 77));
                }));
    assertThat(device("a1", "ofport_request")).isEqualTo(device("a1", "ofport"));
    assertThat(device("a2", "ofport")).isEqualTo("77");
  }

  private static PortSpec numbered(String name, int number) {
    return PortSpec.builder()
        .name(name)
        .networkInterface(i -> i.name(name).type(InterfaceType.internal()).ofport(number))
        .build();
  }

  private static String device(String name, String column) {
    return host.vsctl("get", "Interface", name, column);
  }
}
