package io.kvmsdk.ovs;

import static io.kvmsdk.ovs.OpenVSwitchTest.changesOnce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.judge.RequiresTool;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Mirrors, controllers, bonds, collectors and managers of a real switch, and what it reports. */
@RequiresTraffic
@RequiresTool(
    value = {"ovs-testcontroller", "--version"},
    debianPackage = "openvswitch-testcontroller")
class SwitchPartsTest extends OneSwitch {
  @Test
  void mirror_whenItWatchesAPort_copiesBothDirections() throws IOException {
    SwitchHost.Guest a = host.guest("10.5.0.1/24");
    SwitchHost.Guest b = host.guest("10.5.0.2/24");
    SwitchHost.Guest watcher = host.guest("");
    BridgeSpec spec =
        BridgeSpec.builder()
            .name("watched")
            .datapathType(DatapathType.NETDEV)
            .addPort(a.port(), InterfaceType.system())
            .addPort(b.port(), InterfaceType.system())
            .addPort(watcher.port(), InterfaceType.system())
            .mirror(
                m ->
                    m.name("m0")
                        .addSource(a.port())
                        .addDestination(a.port())
                        .outputPort(watcher.port()))
            .build();
    changesOnce(host, () -> ovs.apply(spec));
    Process traffic = a.pinging("-i", 0.1, "10.5.0.2");
    try {
      assertThat(
              watcher
                  .run("timeout", 60, "tcpdump", "-n", "-l", "-c", 6, "-i", "eth0", "icmp")
                  .output())
          .contains("10.5.0.1 > 10.5.0.2: ICMP echo request")
          .contains("10.5.0.2 > 10.5.0.1: ICMP echo reply");
    } finally {
      traffic.destroy();
    }
    Bridge bridge = ovs.bridges().get("watched");
    changesOnce(host, () -> bridge.deleteMirror("m0"));
    assertThat(host.vsctl("list", "Mirror")).isEmpty();
    assertThatExceptionOfType(NotFoundException.class)
        .isThrownBy(
            () ->
                ovs.apply(
                    s ->
                        s.name("watched")
                            .mirror(m -> m.name("m1").addSource("nobody").outputVlan(9))))
        .withMessageContaining("nobody");
  }

  @Test
  void controller_whenTheBridgeIsSecure_decidesWhetherAnythingPasses() throws IOException {
    SwitchHost.Guest a = host.guest("10.4.0.1/24");
    SwitchHost.Guest b = host.guest("10.4.0.2/24");
    int port = freePort();
    ovs.apply(
        s ->
            s.name("ruled")
                .datapathType(DatapathType.NETDEV)
                .failMode(FailMode.SECURE)
                .addController("tcp:127.0.0.1:" + port)
                .addPort(a.port(), InterfaceType.system())
                .addPort(b.port(), InterfaceType.system()));
    Bridge bridge = ovs.bridges().get("ruled");
    assertThat(a.run("ping", "-c", 1, "-W", 1, "10.4.0.2").exit()).isNotZero();
    assertThat(bridge.info().controllers())
        .extracting(ControllerInfo::connected)
        .containsOnly(false);
    host.daemon("ovs-testcontroller", "ptcp:" + port + ":127.0.0.1");
    within(() -> bridge.info().controllers().get(0).connected());
    assertThat(a.reaches("10.4.0.2")).isTrue();
    changesOnce(host, () -> bridge.controllers());
    assertThat(host.vsctl("get-controller", "ruled")).isEmpty();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Test
  void bond_whenBothEndsSpeakLacp_isNegotiatedAndDropsALinkThatIsDown() {
    for (int i = 1; i <= 2; i++) {
      host.run("ip", "link", "add", "l" + i, "type", "veth", "peer", "name", "r" + i).orFail();
      host.run("ip", "link", "set", "l" + i, "up").orFail();
      host.run("ip", "link", "set", "r" + i, "up").orFail();
    }
    ovs.apply(end("l", Lacp.ACTIVE), end("r", Lacp.PASSIVE));
    within(() -> host.appctl("bond/show", "l-bond").contains("lacp_status: negotiated"));
    assertThat(host.appctl("bond/show", "l-bond")).contains("bond_mode: balance-tcp");
    within(() -> host.appctl("bond/show", "l-bond").contains("member l1: enabled"));
    host.run("ip", "link", "set", "r1", "down").orFail();
    within(() -> host.appctl("bond/show", "l-bond").contains("member l1: disabled"));
  }

  private static BridgeSpec end(String side, Lacp lacp) {
    return BridgeSpec.builder()
        .name(side + "-end")
        .datapathType(DatapathType.NETDEV)
        .port(
            p ->
                p.name(side + "-bond")
                    .bondMode(BondMode.BALANCE_TCP)
                    .lacp(lacp)
                    .putOtherConfig("lacp-time", "fast")
                    .addMember(side + 1)
                    .addMember(side + 2))
        .build();
  }

  @Test
  void info_whenTrafficPasses_tellsStateAndCounters() {
    host.vsctl("set", "Open_vSwitch", ".", "other_config:stats-update-interval=100");
    SwitchHost.Guest guest = host.guest("10.3.0.1/24");
    ovs.apply(
        s ->
            s.name("told")
                .datapathType(DatapathType.NETDEV)
                .port(p -> p.name(guest.port()).vlan(Vlan.nativeUntagged(3, 4))));
    host.vsctl("set", "Interface", guest.port(), "external_ids:iface-id=web");
    // What ovs-vswitchd tells of a device may come a moment after it has come up to a change.
    within(() -> told().linkUp().isPresent() && told().mtu().isPresent());
    BridgeInfo info = ovs.bridges().get("told").info();
    assertThat(info.datapathType()).isEqualTo("netdev");
    assertThat(info.datapathId())
        .contains(host.vsctl("get", "Bridge", "told", "datapath_id").replace("\"", ""));
    assertThat(info.ports()).extracting(PortInfo::name).containsExactly("told", guest.port());
    PortInfo port = info.ports().get(1);
    assertThat(port.vlan()).isEqualTo(Vlan.nativeUntagged(3, 4));
    InterfaceInfo device = port.interfaces().get(0);
    assertThat(device.works()).isTrue();
    assertThat(device.type()).isEqualTo("system");
    assertThat(device.linkUp()).contains(true);
    assertThat(device.adminUp()).contains(true);
    assertThat(device.mtu()).hasValue(1500);
    assertThat(device.externalIds()).isEqualTo(Map.of("iface-id", "web"));
    guest.run("ping", "-c", 1, "-W", 1, "10.3.0.9");
    within(() -> told().counters().rxPackets() > 0);
  }

  private static InterfaceInfo told() {
    return ovs.bridges().get("told").info().ports().get(1).interfaces().get(0);
  }

  @Test
  void collectors_whenChanged_areWhatTheSpecSays() {
    ovs.apply(s -> s.name("flows").datapathType(DatapathType.NETDEV));
    changesOnce(
        host,
        () ->
            ovs.apply(
                s ->
                    s.name("flows")
                        .addFlowExport(
                            FlowExport.sflow("127.0.0.1:6343")
                                .agent("lo")
                                .sampling(64)
                                .polling(Duration.ofSeconds(10)))
                        .addFlowExport(
                            FlowExport.netflow("127.0.0.1:2055")
                                .activeTimeout(Duration.ofSeconds(30)))
                        .addFlowExport(
                            FlowExport.ipfix("127.0.0.1:4739").sampling(10).observation(1, 2))));
    assertThat(host.vsctl("--columns=targets,agent,sampling,polling", "list", "sFlow"))
        .contains("127.0.0.1:6343", "lo", "64", "10");
    assertThat(host.vsctl("--columns=targets,active_timeout", "list", "NetFlow"))
        .contains("127.0.0.1:2055", "30");
    assertThat(host.vsctl("--columns=targets,sampling,obs_domain_id", "list", "IPFIX"))
        .contains("127.0.0.1:4739", "10");
    changesOnce(
        host,
        () -> ovs.apply(s -> s.name("flows").addFlowExport(FlowExport.sflow("127.0.0.1:6344"))));
    assertThat(host.vsctl("list", "sFlow")).contains("6344").doesNotContain("6343");
    changesOnce(host, () -> ovs.bridges().get("flows").deleteFlowExports());
    assertThat(host.vsctl("list", "sFlow") + host.vsctl("list", "NetFlow")).isEmpty();
  }

  @Test
  void collectors_whenSharedByBridges_staySoForTheOthers() {
    for (String bridge : List.of("near", "far")) {
      ovs.apply(s -> s.name(bridge).datapathType(DatapathType.NETDEV));
    }
    host.vsctl(
        (Object[])
            ("-- --id=@s create sFlow targets=\"192.0.2.1:6343\" polling=7"
                    + " -- set Bridge near sflow=@s -- set Bridge far sflow=@s")
                .split(" "));
    String theirs = host.vsctl("get", "Bridge", "far", "sflow");
    changesOnce(
        host,
        () -> ovs.apply(s -> s.name("near").addFlowExport(FlowExport.sflow("127.0.0.1:6344"))));
    assertThat(host.vsctl("get", "Bridge", "far", "sflow")).isEqualTo(theirs);
    assertThat(host.vsctl("get", "sFlow", theirs, "targets")).contains("192.0.2.1:6343");
    assertThat(host.vsctl("get", "Bridge", "near", "sflow")).isNotEqualTo(theirs);
    assertThat(host.vsctl("--columns=targets,polling", "list", "sFlow"))
        .contains("127.0.0.1:6344")
        .containsPattern("(?s)polling *: 7.*polling *: 7");
    ovs.bridges().get("near").delete();
    ovs.bridges().get("far").delete();
  }

  @Test
  void managers_whenSet_areThoseAndNoOthers() {
    changesOnce(host, () -> ovs.managers("ptcp:0:127.0.0.1"));
    assertThat(host.vsctl("get-manager")).isEqualTo("ptcp:0:127.0.0.1");
    changesOnce(host, () -> ovs.managers());
    assertThat(host.vsctl("get-manager")).isEmpty();
  }
}
