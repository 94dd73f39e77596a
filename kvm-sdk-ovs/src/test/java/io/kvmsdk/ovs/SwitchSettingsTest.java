package io.kvmsdk.ovs;

import static io.kvmsdk.ovs.OpenVSwitchTest.changesOnce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.value.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What specs say no longer goes, what others have made stays; ovs-vsctl judges. */
@RequiresSwitch
class SwitchSettingsTest extends OneSwitch {
  @Test
  void aSwitch_asAWhole_isOneTransaction() {
    SwitchSpec spec =
        SwitchSpec.builder()
            .putOtherConfig("stats-update-interval", "2000")
            .putExternalId("system-id", "kvm1")
            .manager(m -> m.target("ptcp:0:127.0.0.1").inactivityProbe(Duration.ofSeconds(9)))
            .bridge(b -> b.name("whole").datapathType(DatapathType.NETDEV))
            .build();
    changesOnce(host, () -> ovs.apply(spec));
    assertThat(host.vsctl("get", "Open_vSwitch", ".", "other_config:stats-update-interval"))
        .isEqualTo("\"2000\"");
    assertThat(host.vsctl("get", "Open_vSwitch", ".", "external_ids:system-id")).isEqualTo("kvm1");
    assertThat(host.vsctl("--bare", "--columns=target,inactivity_probe", "list", "Manager").lines())
        .containsExactly("ptcp:0:127.0.0.1", "9000");
    assertThat(host.vsctl("list-br").lines()).contains("whole");
    assertThat(ovs.plan(spec.toBuilder().addManager("ptcp:0:127.0.0.2").build()).toString().lines())
        .containsExactly(
            "LIVE      Open vSwitch 'managers': set manager_options [ptcp:0:127.0.0.1,"
                + " ptcp:0:127.0.0.2]");
    ovs.managers();
  }

  @Test
  void controllers_haveAModeAndProbes_andTheirRowsStay() {
    netdev("ruled");
    Consumer<ConnectionSpec.Builder> slow =
        c ->
            c.target("tcp:127.0.0.1:1")
                .connectionMode(ConnectionMode.OUT_OF_BAND)
                .inactivityProbe(Duration.ofSeconds(30))
                .maxBackoff(Duration.ofSeconds(2));
    changesOnce(host, () -> ovs.apply(b -> b.name("ruled").controller(slow)));
    String row = host.vsctl("get", "Bridge", "ruled", "controller");
    assertThat(
            host.vsctl(
                "--bare",
                "--columns=target,connection_mode,inactivity_probe,max_backoff",
                "list",
                "Controller"))
        .isEqualTo("tcp:127.0.0.1:1\nout-of-band\n30000\n2000");
    changesOnce(
        host,
        () ->
            ovs.apply(
                b ->
                    b.name("ruled")
                        .controller(
                            c ->
                                c.target("tcp:127.0.0.1:1")
                                    .connectionMode(ConnectionMode.IN_BAND))));
    assertThat(host.vsctl("get", "Controller", row.replaceAll("[\\[\\]]", ""), "connection_mode"))
        .isEqualTo("in-band");
    assertThat(host.vsctl("get", "Bridge", "ruled", "controller")).isEqualTo(row);
  }

  @Test
  void anInterfaceOfAnotherType_losesTheOptionsOfTheOld() {
    netdev("retyped");
    Bridge bridge = ovs.bridges().get("retyped");
    bridge.addPort(
        p ->
            p.name("x")
                .networkInterface(
                    i ->
                        i.name("x")
                            .type(InterfaceType.gre("192.0.2.1").psk(Secret.of("sesame")))
                            .putOption("ttl", "9")));
    ovs.noWait().bridges().get("retyped").addPort(PortSpec.of("y", InterfaceType.patch("x")));
    changesOnce(host, () -> bridge.addPort(PortSpec.of("x", InterfaceType.patch("y"))));
    assertThat(host.vsctl("get", "Interface", "x", "options")).isEqualTo("{peer=y}");
  }

  @Test
  void tunnels_haveTheOptionsOfTheirSpec() {
    netdev("tunnels");
    Bridge bridge = ovs.bridges().get("tunnels");
    InterfaceType.Tunnel gre =
        InterfaceType.gre("192.0.2.1")
            .flowKey()
            .localIp("192.0.2.9")
            .ttl(7)
            .tos("inherit")
            .checksum(true)
            .dontFragment(false);
    changesOnce(host, () -> bridge.addPort(PortSpec.of("t1", gre)));
    changesOnce(
        host,
        () ->
            bridge.addPort(
                PortSpec.of("t2", InterfaceType.vxlan("192.0.2.1").key(5).destinationPort(8472))));
    assertThat(host.appctl("ofproto/list-tunnels"))
        .contains(
            "t1 (gre: 192.0.2.9->192.0.2.1, key=flow, legacy_l2, dp port=",
            "ttl=7, tos=inherit, df=false, csum=true)",
            "t2 (vxlan: ::->192.0.2.1, key=0x5");
    assertThat(host.appctl("dpif/show")).contains("dst_port=8472");
  }

  @Test
  void writersOfOneBridge_loseNoPort() {
    netdev("shared");
    List<Runnable> writers =
        List.of(
            () -> ports("one", name -> add(ovs, name)),
            () -> {
              try (OpenVSwitch other = host.connect()) {
                ports("two", name -> add(other, name));
              }
            },
            () ->
                ports(
                    "ctl",
                    name ->
                        host.vsctl(
                            "--no-wait",
                            "add-port",
                            "shared",
                            name,
                            "--",
                            "set",
                            "Interface",
                            name,
                            "type=internal")));
    CompletableFuture.allOf(
            writers.stream().map(CompletableFuture::runAsync).toArray(CompletableFuture<?>[]::new))
        .join();
    assertThat(host.vsctl("list-ports", "shared").lines()).hasSize(30);
  }

  private static void ports(String prefix, Consumer<String> add) {
    IntStream.range(0, 10).forEach(i -> add.accept(prefix + i));
  }

  private static void add(OpenVSwitch by, String port) {
    by.noWait().bridges().get("shared").addPort(PortSpec.of(port, InterfaceType.internal()));
  }

  @Test
  void anMtuThatADeviceDoesNotTake_isAFailure() {
    netdev("jumbo");
    Bridge bridge = ovs.bridges().get("jumbo");
    changesOnce(host, () -> bridge.addPort(sized(1400)));
    assertThatExceptionOfType(InterfaceFailedException.class)
        .isThrownBy(() -> bridge.addPort(sized(65535)))
        .withMessageContaining("j0: its MTU stays 1400, it does not take 65535");
    assertThat(host.vsctl("get", "Interface", "j0", "mtu_request")).isEqualTo("1400");
  }

  private static PortSpec sized(int mtu) {
    return PortSpec.builder()
        .name("j0")
        .networkInterface(i -> i.name("j0").type(InterfaceType.internal()).mtu(mtu))
        .build();
  }

  @Test
  void devicesOfDpdk_areData_whereOpenVSwitchHasIt() {
    netdev("dpdk");
    ovs.noWait()
        .apply(
            b ->
                b.name("dpdk")
                    .addPort("d0", InterfaceType.dpdk("0000:01:00.0"))
                    .addPort("v0", InterfaceType.vhostUserClient(Path.of("/run/vm/v0"))));
    assertThat(host.vsctl("get", "Interface", "d0", "type", "options").lines())
        .containsExactly("dpdk", "{dpdk-devargs=\"0000:01:00.0\"}");
    assertThat(host.vsctl("get", "Interface", "v0", "type", "options").lines())
        .containsExactly("dpdkvhostuserclient", "{vhost-server-path=\"/run/vm/v0\"}");
    ovs.bridges().get("dpdk").delete();
  }

  @Test
  void shaping_isWhatTheSpecSays_andEnds() {
    netdev("shaped");
    Bridge bridge = ovs.bridges().get("shaped");
    changesOnce(
        host,
        () ->
            bridge.addPort(
                shaped(q -> q.maxRate(9_000_000).queue(0, n -> n.dscp(3)).queue(1, n -> {}))));
    changesOnce(
        host, () -> bridge.addPort(shaped(q -> q.queue(0, n -> n.priority(2)).queue(2, n -> {}))));
    assertThat(host.vsctl("get", "QoS", qos(), "other_config")).isEqualTo("{}");
    assertThat(host.vsctl("get", "QoS", qos(), "queues")).matches("\\{0=[0-9a-f-]+, 2=[0-9a-f-]+}");
    assertThat(host.vsctl("--bare", "--columns=dscp,other_config", "list", "Queue").strip())
        .isEqualTo("priority=2");
    changesOnce(host, () -> bridge.deleteQos("s"));
    assertThat(host.vsctl("list", "QoS") + host.vsctl("list", "Queue")).isEmpty();
    bridge.delete();
  }

  @Test
  void shapingOfOthers_isReplaced_andStays() {
    netdev("lent");
    Bridge bridge = ovs.bridges().get("lent");
    bridge.addPort(PortSpec.of("s", InterfaceType.internal()));
    String theirs = host.vsctl("create", "QoS", "type=linux-htb", "other_config:max-rate=7000000");
    host.vsctl("set", "Port", "s", "qos=" + theirs);
    changesOnce(host, () -> bridge.addPort(shaped(q -> q.maxRate(8_000_000))));
    assertThat(qos()).isNotEqualTo(theirs);
    host.vsctl("set", "Port", "s", "qos=" + theirs);
    changesOnce(host, () -> bridge.deleteQos("s"));
    assertThat(host.vsctl("get", "QoS", theirs, "other_config:max-rate")).isEqualTo("\"7000000\"");
    host.vsctl("--all", "destroy", "QoS");
    assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> bridge.deleteQos("nobody"));
  }

  @Test
  void shapingThatOthersHaveTaken_stays() {
    netdev("taken");
    Bridge bridge = ovs.bridges().get("taken");
    bridge.addPort(PortSpec.of("other", InterfaceType.internal()));
    bridge.addPort(shaped(q -> q.maxRate(9_000_000).queue(1, n -> {})));
    String ours = qos();
    host.vsctl("set", "Port", "other", "qos=" + ours);
    changesOnce(host, () -> bridge.deleteQos("s"));
    host.vsctl("set", "Port", "s", "qos=" + ours);
    changesOnce(host, () -> bridge.deletePort("s"));
    assertThat(host.vsctl("get", "Port", "other", "qos")).isEqualTo(ours);
    assertThat(host.vsctl("get", "QoS", ours, "other_config:max-rate")).isEqualTo("\"9000000\"");
    assertThat(host.vsctl("list", "Queue")).isNotEmpty();
    bridge.delete();
    host.vsctl("--all", "destroy", "QoS", "--", "--all", "destroy", "Queue");
  }

  @Test
  void mirrors_areOfPortsOfTheirBridge_andGoWithWhatIsExclusive() {
    netdev("left");
    netdev("right");
    ovs.bridges().get("right").addPort(PortSpec.of("far", InterfaceType.internal()));
    assertThatExceptionOfType(NotFoundException.class)
        .isThrownBy(() -> ovs.apply(b -> b.name("left").mirror(m -> mirror(m).addSource("far"))))
        .withMessageContaining("bridge 'left' has no such port, which mirror 'm' names");
    ovs.apply(b -> b.name("left").mirror(m -> mirror(m).all(true)));
    host.vsctl(
        "--",
        "--id=@m",
        "create",
        "Mirror",
        "name=theirs",
        "--",
        "add",
        "Bridge",
        "left",
        "mirrors",
        "@m");
    assertThat(ovs.apply(b -> b.name("left"))).isEmpty();
    changesOnce(host, () -> ovs.apply(b -> b.name("left").mirror(m -> mirror(m)).exclusive(true)));
    assertThat(host.vsctl("--bare", "--columns=name", "list", "Mirror")).isEqualTo("m");
  }

  private static MirrorSpec.Builder mirror(MirrorSpec.Builder mirror) {
    return mirror.name("m").outputVlan(9);
  }

  private static PortSpec shaped(Consumer<QosSpec.Builder> shaping) {
    QosSpec.Builder qos = QosSpec.builder();
    shaping.accept(qos);
    return PortSpec.builder().name("s").type(InterfaceType.internal()).qos(qos.build()).build();
  }

  private static String qos() {
    return host.vsctl("get", "Port", "s", "qos");
  }

  private static void netdev(String name) {
    ovs.apply(b -> b.name(name).datapathType(DatapathType.NETDEV));
  }
}
