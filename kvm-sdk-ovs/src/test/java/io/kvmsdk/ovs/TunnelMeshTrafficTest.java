package io.kvmsdk.ovs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.host.HostShell;
import io.kvmsdk.ovs.InterfaceType.TunnelType;
import io.kvmsdk.value.IpAddresses;
import io.kvmsdk.value.Secret;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Guests of three hosts reach each other through tunnels, and only as the mesh says. */
@RequiresTraffic
@Timeout(300)
class TunnelMeshTrafficTest extends ThreeHosts {
  private static final Secret SECRET = Secret.of("0123456789abcdef");

  private static final Map<TunnelType, String> WRAPPED =
      Map.of(
          TunnelType.GRE, "GREv0, key=0x2a",
          TunnelType.VXLAN, "VXLAN, flags [I] (0x08), vni 42",
          TunnelType.GENEVE, "Geneve, Flags [none], vni 0x2a");

  @ParameterizedTest
  @EnumSource
  void allReachEachOther_andABroadcastIsNoStorm(TunnelType type) throws IOException {
    applied(m -> m.type(type));

    assertAllReachEachOther();
    assertThat(packetsOfABroadcast()).isLessThan(30);
    assertThat(onTheWire()).contains(WRAPPED.get(type));
  }

  /** What tcpdump calls a packet from the first guest to the second between their hosts. */
  private static String onTheWire() throws IOException {
    Process ping = GUEST.get(0).pinging("-i", 0.1, "192.168.7.2");
    try {
      return HOST.get(0)
          .run("timeout", 60, "tcpdump", "-n", "-c", 1, "-i", "to2", "ip proto 47 or udp")
          .output();
    } finally {
      ping.destroy();
    }
  }

  @Test
  void overIpv6_allReachEachOther() {
    MeshSpec.Builder spec = spec();
    spec.hosts(
        IntStream.range(0, HOSTS)
            .mapToObj(
                i ->
                    new MeshHost(
                        host(i).name(),
                        host(i).database(),
                        IpAddresses.parse("fd00:9::" + (i + 1))))
            .toList());
    TunnelMesh.of(spec.build()).apply().orThrow();

    assertAllReachEachOther();
  }

  /** The same hosts without what guards the mesh: so that the test above can fail. */
  @Test
  void withoutTheGuard_aBroadcastIsAStorm() {
    TunnelMesh mesh = applied(m -> m.type(TunnelType.VXLAN));
    for (MeshTunnel tunnel : mesh.tunnels()) {
      for (MeshTunnel.End end : tunnel.ends()) {
        HOST.get(end.host().name().charAt(3) - '1')
            .vsctl("set", "port", end.port(), "protected=false");
      }
    }
    try {
      SystemPacer.INSTANCE.await(
          Subject.NONE,
          "the storm",
          Duration.ofMinutes(2),
          () -> packetsOfABroadcast() > 200 ? Optional.of(true) : Optional.empty(),
          () -> packets() + " packets");
    } finally {
      mesh.apply().orThrow();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"RING", "HUB"})
  void otherTopologies_reachAllOnceTheyHaveAgreed_andCanBecomeAFullMesh(MeshTopology topology) {
    applied(m -> m.topology(topology));

    SystemPacer.INSTANCE.await(
        Subject.NONE,
        "RSTP",
        Duration.ofMinutes(2),
        () ->
            GUEST.get(0).pings("192.168.7.2") && GUEST.get(1).pings("192.168.7.3")
                ? Optional.of(true)
                : Optional.empty(),
        () -> HOST.get(0).appctl("rstp/show"));
    assertAllReachEachOther();
    assertThat(packetsOfABroadcast()).isLessThan(60);

    applied(m -> {});
    // A switch that learned a guest's old place while others still changed asks for it again.
    GUEST.forEach(guest -> guest.run("ip", "neigh", "flush", "dev", "eth0"));
    assertAllReachEachOther();
    assertThat(packetsOfABroadcast()).isLessThan(30);
  }

  @Test
  void guestsOfOneVlan_reachEachOther_othersDoNot() {
    applied(m -> m.type(TunnelType.GRE));
    plug(0, Vlan.access(10));
    plug(1, Vlan.access(10));
    plug(2, Vlan.access(20));

    assertThat(GUEST.get(0).reaches("192.168.7.2")).isTrue();
    assertThat(GUEST.get(0).pings("192.168.7.3")).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void packetsOfTheGuestsMtu_pass_larger_doNot(TunnelType type) {
    TunnelMesh mesh = applied(m -> m.type(type));

    assertThat(GUEST.get(0).reaches("192.168.7.2")).isTrue();
    assertThat(pings(60, mesh.guestMtu())).isTrue();
    assertThat(pings(2, 1500)).isFalse();
    String device = HOST.get(0).run("cat", "/sys/class/net/br-lan/mtu").orFail().output().strip();
    assertThat(device).isEqualTo(Integer.toString(mesh.guestMtu()));
  }

  /** 28 bytes are IP's and ICMP's own. */
  private static boolean pings(int times, int mtu) {
    return GUEST.get(0).pings(times, "-M", "do", "-s", mtu - 28, "192.168.7.2");
  }

  @Test
  void drift_isToldAndRepaired_andWhatIsForeignStays() {
    TunnelMesh mesh = applied(m -> m.type(TunnelType.VXLAN));
    MeshTunnel.End gone = mesh.tunnels().get(0).one();
    MeshTunnel.End wrong = mesh.tunnels().get(2).one();
    assertThat(mesh.plan().inSync()).isTrue();
    HOST.get(0).vsctl("del-port", gone.port());
    HOST.get(1).vsctl("set", "interface", wrong.port(), "options:key=7");
    HOST.get(1).vsctl("set", "port", wrong.port(), "tag=5");
    HOST.get(2).vsctl("set", "bridge", "br-lan", "other-config:theirs=1");

    MeshReport plan = mesh.plan();
    assertThat(plan.inSync()).isFalse();
    assertThat(plan.host("kvm1").changes())
        .extracting(c -> c.subject().name())
        .contains(gone.port());
    assertThat(plan.host("kvm2").changes().toString())
        .contains(wrong.port(), "key=42", "tag nothing");
    assertThat(plan.host("kvm3").changes()).isEmpty();
    assertThat(GUEST.get(0).pings("192.168.7.2")).isFalse();

    mesh.apply().orThrow();
    assertAllReachEachOther();
    assertThat(mesh.plan().inSync()).isTrue();
    assertThat(HOST.get(2).vsctl("get", "bridge", "br-lan", "other-config:theirs"))
        .isEqualTo("\"1\"");
  }

  @Test
  void aHostThatIsDown_leavesTheOthersDone() {
    MeshHost down = MeshHost.of("kvm4", "unix:/nowhere/db.sock", "10.9.0.4");
    TunnelMesh mesh = TunnelMesh.of(spec().addHost(down).build());

    MeshReport report = mesh.apply();

    assertThat(report.failures()).extracting(h -> h.host().name()).containsExactly("kvm4");
    assertThatThrownBy(report::orThrow)
        .isInstanceOf(KvmException.class)
        .hasMessageContaining("kvm4");
    assertAllReachEachOther();
    assertThatThrownBy(() -> TunnelMesh.of(spec().addHost(down).key(43).build()).applyTogether())
        .hasMessageContaining("Nothing was changed");
    assertThat(HOST.get(0).vsctl("--columns=options", "list", "interface"))
        .contains("key=\"42\"")
        .doesNotContain("key=\"43\"");
  }

  @Test
  void newKeys_cutOffForTheWindowOnly() throws Exception {
    TunnelMesh mesh = applied(m -> m.type(TunnelType.GENEVE));
    assertAllReachEachOther();
    Process ping = ping(GUEST.get(0), "192.168.7.2");

    MeshReport report = TunnelMesh.of(spec().key(77).build()).applyTogether().orThrow();

    String output =
        new String(ping.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    int answered = Integer.parseInt(output.replaceAll("(?s).*, (\\d+) received.*", "$1"));
    double windowSeconds = report.window().toNanos() / 1e9;
    // Flows of the old key live on for a moment, a second at most in a busy switch.
    assertThat(300 - answered).isLessThanOrEqualTo((int) (windowSeconds / 0.02) + 50);
    assertThat(report.window()).isBetween(Duration.ofNanos(1), Duration.ofSeconds(10));
    assertThat(mesh.tunnels()).hasSize(3);
    assertAllReachEachOther();
  }

  @Test
  void aSmallerMesh_andNone_deletesItsPorts() {
    applied(m -> {});
    TunnelMesh smaller = TunnelMesh.of(spec().hosts(List.of(host(0), host(1))).build());

    smaller.apply().orThrow();
    assertThat(HOST.get(0).vsctl("list-ports", "br-lan").lines()).hasSize(2);

    smaller.remove().orThrow();
    assertThat(HOST.get(0).vsctl("list-ports", "br-lan")).isEqualTo(GUEST.get(0).port());
  }

  @Test
  void ipsecOverNetdev_isSaidToBeNone() {
    TunnelMesh mesh =
        applied(m -> m.type(TunnelType.GRE).security(MeshSecurity.derivedKeys(SECRET)));

    List<IpsecStatus> status =
        mesh.ipsecStatus(Map.of("kvm1", HostShell.local(), "kvm2", HostShell.local()));

    assertThat(status).hasSize(6).noneMatch(IpsecStatus::isProtected);
    assertThat(status).allMatch(s -> s.reason().contains("netdev, bypasses IPsec"));
    assertThat(GUEST.get(0).reaches("192.168.7.2")).as("in clear text").isTrue();
  }

  /** What kvm-crate left in the database becomes what Open vSwitch still knows. */
  @Test
  void portsOfTypeIpsecGre_becomeGre() {
    HOST.get(0)
        .vsctl(
            "--no-wait",
            "add-port",
            "br-lan",
            "gre0",
            "--",
            "set",
            "interface",
            "gre0",
            "type=ipsec_gre",
            "options:remote_ip=10.9.0.2",
            "options:psk=old");
    Secret psk = Secret.of("my secret key");
    TunnelMesh mesh =
        TunnelMesh.ofConnections(
            "crate",
            Map.of(
                host(0), List.of(GreConnection.of("br-lan", "gre0", "10.9.0.2", psk)),
                host(1), List.of(GreConnection.of("br-lan", "gre0", "10.9.0.1", psk))));

    mesh.apply().orThrow();

    assertThat(
            HOST.get(0).vsctl("get", "interface", "gre0", "type", "options:psk", "error").lines())
        .containsExactly("gre", "\"my secret key\"", "[]");
    assertThat(GUEST.get(0).reaches("192.168.7.2")).isTrue();
  }

  @Test
  void connect_joinsHostsAtOnce() {
    TunnelMesh.connect("br-lan", host(0), host(1), host(2));

    assertAllReachEachOther();
  }
}
