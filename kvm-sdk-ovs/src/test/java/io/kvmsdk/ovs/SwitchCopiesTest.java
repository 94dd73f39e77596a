package io.kvmsdk.ovs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a real switch tells collectors and mirrors of its traffic; tcpdump judges. */
@RequiresTraffic
class SwitchCopiesTest extends OneSwitch {
  private SwitchHost.Guest a;
  private Process traffic;

  @BeforeEach
  void ping() throws IOException {
    a = host.guest("10.5.0.1/24");
    SwitchHost.Guest b = host.guest("10.5.0.2/24");
    ovs.apply(
        s ->
            s.name("busy")
                .datapathType(DatapathType.NETDEV)
                .port(p -> p.name(a.port()).vlan(Vlan.access(10)))
                .port(p -> p.name(b.port()).vlan(Vlan.access(10))));
    traffic = a.pinging("-i", 0.1, "10.5.0.2");
  }

  @AfterEach
  void end() {
    traffic.destroy();
    ovs.bridges().get("busy").delete();
  }

  @Test
  void collectors_hearOfTheTraffic() {
    ovs.apply(
        s ->
            s.name("busy")
                .addFlowExport(
                    FlowExport.sflow("127.0.0.1:6343").agent("lo").sampling(1).header(64))
                .addFlowExport(
                    FlowExport.netflow("127.0.0.1:2055").activeTimeout(Duration.ofSeconds(1)))
                .addFlowExport(FlowExport.ipfix("127.0.0.1:4739").sampling(1).observation(7, 9)));
    // The message is after 28 bytes of IP's and UDP's.
    assertThat(onLoopback(6343)).contains("sFlowv5");
    assertThat(onLoopback(2055)).as("version").containsPattern("0x0010:  (\\S+ ){6}0005");
    assertThat(onLoopback(4739))
        .as("version and domain")
        .containsPattern("0x0010:  (\\S+ ){6}000a")
        .containsPattern("0x0020:  (\\S+ ){4}0000 0007");
  }

  private static String onLoopback(int port) {
    return host.run("timeout", 60, "tcpdump", "-n", "-x", "-c", 1, "-i", "lo", "udp port " + port)
        .output();
  }

  @Test
  void aMirrorOfAVlan_copiesItIntoAnother() {
    SwitchHost.Guest watcher = host.guest("");
    MirrorSpec mirror =
        MirrorSpec.builder().name("m").all(true).addVlan(10).outputVlan(99).snaplen(60).build();
    BridgeSpec spec =
        BridgeSpec.builder()
            .name("busy")
            .port(p -> p.name(watcher.port()).vlan(Vlan.trunk(99)))
            .addMirror(mirror)
            .build();
    OpenVSwitchTest.changesOnce(host, () -> ovs.apply(spec));
    assertThat(
            watcher
                .run(
                    "timeout", 60, "tcpdump", "-e", "-n", "-c", 6, "-i", "eth0", "vlan 99 and icmp")
                .output())
        .contains("vlan 99")
        .contains("10.5.0.1 > 10.5.0.2: ICMP echo request")
        .contains("10.5.0.2 > 10.5.0.1: ICMP echo reply");
    assertThat(ovs.bridges().get("busy").info().mirrors()).containsOnlyKeys("m");
  }
}
