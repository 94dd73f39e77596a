package io.kvmsdk.ovs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.throwable;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.ovs.InterfaceType.TunnelType;
import io.kvmsdk.value.Secret;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is derived of a mesh before any host is asked. */
class TunnelMeshTest {
  private static final Secret SECRET = Secret.of("0123456789abcdef");
  private static final Secret PSK = Secret.of("my secret key");

  private static MeshHost host(int number) {
    return MeshHost.of(
        "a-long-name-" + number, "unix:/run/h" + number + ".sock", "10.0.0." + number);
  }

  private static MeshSpec.Builder mesh(int hosts) {
    MeshSpec.Builder spec = MeshSpec.builder().bridge("br-lan");
    for (int i = 1; i <= hosts; i++) {
      spec.addHost(host(i));
    }
    return spec;
  }

  private static PortSpec port(TunnelMesh mesh, MeshTunnel.End end) {
    return mesh.bridges(end.host()).get(0).ports().stream()
        .filter(p -> p.name().equals(end.port()))
        .findFirst()
        .orElseThrow();
  }

  private static InterfaceType.Tunnel tunnel(PortSpec port) {
    return (InterfaceType.Tunnel) port.interfaces().get(0).type().orElseThrow();
  }

  @Test
  void bothEnds_ofEachTunnel_match() {
    TunnelMesh mesh =
        TunnelMesh.of(
            mesh(4)
                .key(42)
                .security(MeshSecurity.derivedKeys(SECRET))
                .type(TunnelType.GRE)
                .build());

    assertThat(mesh.tunnels()).hasSize(6);
    for (MeshTunnel tunnel : mesh.tunnels()) {
      for (MeshTunnel.End end : tunnel.ends()) {
        PortSpec port = port(mesh, end);
        assertThat(tunnel(port).remote()).isEqualTo(tunnel.peer(end).host().address());
        assertThat(tunnel(port).key()).hasValue(42);
        assertThat(tunnel(port).psk()).isEqualTo(tunnel.psk());
        assertThat(tunnel(port).options()).containsEntry("local_ip", end.host().address());
      }
    }
    assertThat(mesh.tunnels()).extracting(MeshTunnel::psk).doesNotHaveDuplicates();
  }

  @Test
  void names_areShort_differ_andAreAlwaysTheSame() {
    TunnelMesh mesh = TunnelMesh.of(mesh(4).build());

    for (MeshHost host : mesh.hosts()) {
      List<String> ports = mesh.bridges(host).get(0).ports().stream().map(PortSpec::name).toList();
      assertThat(ports).doesNotHaveDuplicates().hasSize(4).contains("br-lan");
      assertThat(ports).allSatisfy(name -> assertThat(name).hasSizeLessThanOrEqualTo(15));
    }
    assertThat(mesh.tunnels()).isEqualTo(TunnelMesh.of(mesh(4).build()).tunnels());
    assertThat(mesh.tunnels().get(0).one().port()).isEqualTo("alongnam-zidxtb");
    assertThat(mesh.tunnels().get(0).other().port()).endsWith("-zidxtb");
    assertThat(TunnelMesh.of(mesh(4).name("other").build()).tunnels().get(0).one().port())
        .isNotEqualTo("alongnam-zidxtb");
  }

  @Test
  void aFullMesh_hasProtectedPorts() {
    TunnelMesh mesh = TunnelMesh.of(mesh(3).build());

    assertThat(mesh.loopGuard()).isEqualTo(LoopGuard.PROTECTED_PORTS);
    for (MeshTunnel tunnel : mesh.tunnels()) {
      assertThat(port(mesh, tunnel.one()).protectedPort()).contains(true);
      assertThat(port(mesh, tunnel.other()).protectedPort()).contains(true);
    }
    assertThat(mesh.bridges(host(1)).get(0).rstp()).contains(false);
    assertThat(TunnelMesh.of(mesh(2).build()).bridges(host(1)).get(0).rstp()).isEmpty();
  }

  @Test
  void aRingAndAHub_haveRstp_andPortsThatPassOn() {
    TunnelMesh ring = TunnelMesh.of(mesh(4).topology(MeshTopology.RING).build());
    TunnelMesh hub = TunnelMesh.of(mesh(4).topology(MeshTopology.HUB).build());

    assertThat(pairs(ring)).containsExactlyInAnyOrder("1-2", "2-3", "3-4", "1-4");
    assertThat(pairs(hub)).containsExactlyInAnyOrder("1-2", "1-3", "1-4");
    for (TunnelMesh mesh : List.of(ring, hub)) {
      BridgeSpec bridge = mesh.bridges(host(2)).get(0);
      assertThat(bridge.rstp()).contains(true);
      assertThat(bridge.ports()).noneMatch(p -> p.protectedPort().equals(Optional.of(true)));
    }
    assertThat(hub.bridges(host(1)).get(0).otherConfig()).containsEntry("rstp-priority", "4096");
    assertThat(hub.bridges(host(2)).get(0).otherConfig()).isEmpty();
  }

  private static Set<String> pairs(TunnelMesh mesh) {
    return mesh.tunnels().stream()
        .map(t -> number(t.one().host()) + "-" + number(t.other().host()))
        .collect(Collectors.toSet());
  }

  private static String number(MeshHost host) {
    return host.name().substring(host.name().length() - 1);
  }

  @Test
  void guestMtu_leavesRoomForTheTunnel() {
    assertThat(TunnelMesh.of(mesh(2).type(TunnelType.GRE).build()).guestMtu()).isEqualTo(1454);
    assertThat(TunnelMesh.of(mesh(2).type(TunnelType.VXLAN).build()).guestMtu()).isEqualTo(1446);
    assertThat(TunnelMesh.of(mesh(2).underlayMtu(9000).build()).guestMtu()).isEqualTo(8946);
    assertThat(TunnelMesh.of(mesh(2).security(MeshSecurity.derivedKeys(SECRET)).build()).guestMtu())
        .isEqualTo(1389);
    assertThat(
            TunnelMesh.of(
                    m ->
                        m.bridge("b")
                            .addHost("a", "unix:/a", "fd00::1")
                            .addHost("b", "unix:/b", "fd00::2"))
                .guestMtu())
        .isEqualTo(1426);
  }

  @Test
  void addresses_areWrittenAsLinuxDoes() {
    for (String address :
        List.of("10.0.0.1", "::", "::1", "fd00::", "fd00::1", "1:0:0:2::3", "1::2:0:0:3:4")) {
      assertThat(MeshHost.of("a", "unix:/a", address).address()).isEqualTo(address);
    }
    assertThat(MeshHost.of("a", "unix:/a", "FD00:0:1:0:0:0:0:0a").address())
        .isEqualTo("fd00:0:1::a");
    assertThat(MeshHost.of("a", "unix:/a", "1:0:2:3:4:5:6:7").address())
        .isEqualTo("1:0:2:3:4:5:6:7");
    assertThat(MeshHost.of("a", "unix:/a", "10:0:0:100::3:4").address())
        .isEqualTo("10::100:0:0:3:4");
  }

  @Test
  void certificates_nameThePeer() {
    MeshSecurity security = MeshSecurity.certificates("/c.pem", "/k.pem", "/ca.pem");
    TunnelMesh mesh = TunnelMesh.of(mesh(2).security(security).build());
    MeshTunnel.End end = mesh.tunnels().get(0).one();

    assertThat(port(mesh, end).interfaces().get(0).options())
        .containsEntry("remote_name", "a-long-name-2");
    assertThat(tunnel(port(mesh, end)).psk()).isEmpty();
  }

  @Test
  void aMeshThatCannotBe_tellsAllThatIsWrong() {
    MeshSpec.Builder spec =
        MeshSpec.builder()
            .bridge("a-name-that-is-too-long")
            .addHost("a", "unix:/a", "10.0.0.1")
            .addHost("a", "unix:/a", "10.0.0.1")
            .addHost("b", "unix:/b", "fd00::1")
            .type(TunnelType.VXLAN)
            .key(1 << 24)
            .underlayMtu(576);
    assertThatThrownBy(spec::build)
        .asInstanceOf(throwable(InvalidSpecException.class))
        .satisfies(e -> assertThat(e.problems()).hasSize(7));
    assertThatThrownBy(() -> mesh(2).security(MeshSecurity.derivedKeys(Secret.of("short"))).build())
        .hasMessageContaining("16 characters");
    assertThatThrownBy(() -> mesh(2).security(MeshSecurity.preSharedKeys()).build())
        .hasMessageContaining("no pre-shared key for a-long-name-1 and a-long-name-2");
    assertThatThrownBy(
            () ->
                mesh(2)
                    .security(
                        MeshSecurity.preSharedKeys()
                            .pair("a-long-name-1", "a-long-name-2", Secret.of("")))
                    .build())
        .hasMessageContaining("a pre-shared key has a character or more");
    assertThatThrownBy(
            () ->
                TunnelMesh.ofConnections(
                    "mesh",
                    Map.of(
                        host(1),
                        List.of(GreConnection.of("b", "to2", "10.0.0.2", Secret.of("\""))),
                        host(2),
                        List.of(GreConnection.of("b", "to1", "10.0.0.1", Secret.of("\""))))))
        .hasMessageContaining("a-long-name-1's to2: a pre-shared key");
  }

  /** The example of kvm-crate, with both hosts' names. */
  @Test
  void connectionsOfKvmCrate_becomeGreWithAKey() {
    TunnelMesh mesh =
        TunnelMesh.ofConnections(
            "kvm-crate",
            Map.of(
                MeshHost.of("host1", "unix:/1", "4.3.2.1"),
                List.of(GreConnection.of("ovsbr1", "gre0", "1.2.3.4", PSK)),
                MeshHost.of("host2", "unix:/2", "1.2.3.4"),
                List.of(GreConnection.of("ovsbr1", "gre0", "4.3.2.1", PSK))));

    assertThat(mesh.tunnels()).hasSize(1);
    MeshTunnel tunnel = mesh.tunnels().get(0);
    for (MeshTunnel.End end : tunnel.ends()) {
      assertThat(end.port()).isEqualTo("gre0");
      assertThat(tunnel(port(mesh, end)).type()).isEqualTo(TunnelType.GRE);
      assertThat(tunnel(port(mesh, end)).psk()).contains(PSK);
    }
    assertThat(mesh.loopGuard()).isEqualTo(LoopGuard.NONE);
    assertThat(mesh.toString()).doesNotContain("my secret key");
  }

  @Test
  void connectionsThatDoNotMatch_areToldAllAtOnce() {
    Map<MeshHost, List<GreConnection>> hosts = new LinkedHashMap<>();
    hosts.put(
        host(1),
        List.of(
            GreConnection.of("b", "to2", "10.0.0.2", PSK),
            GreConnection.of("b", "to3", "10.0.0.3", PSK),
            GreConnection.of("b", "to9", "10.0.0.9", PSK)));
    hosts.put(
        host(2),
        List.of(
            GreConnection.of("b", "to1", "10.0.0.1", Secret.of("another")),
            GreConnection.of("b", "self", "10.0.0.2", PSK)));
    hosts.put(host(3), List.of());

    assertThatThrownBy(() -> TunnelMesh.ofConnections("mesh", hosts))
        .asInstanceOf(throwable(InvalidSpecException.class))
        .satisfies(
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        "a-long-name-1's to2 and a-long-name-2's to1 have different keys",
                        "a-long-name-1's to3 leads to a-long-name-3, from where none leads back",
                        "a-long-name-1's to9 leads to 10.0.0.9, which is no host's",
                        "a-long-name-2's self leads to 10.0.0.2, itself"));
  }

  @Test
  void connectionsInACircle_areGuarded() {
    assertThat(written("1-2", "2-3").loopGuard()).isEqualTo(LoopGuard.NONE);
    assertThat(written("1-2", "2-3", "1-3").loopGuard()).isEqualTo(LoopGuard.PROTECTED_PORTS);
    assertThat(written("1-2", "2-3", "3-4", "1-4").loopGuard()).isEqualTo(LoopGuard.RSTP);
  }

  private static TunnelMesh written(String... pairs) {
    Map<MeshHost, List<GreConnection>> hosts = new LinkedHashMap<>();
    for (String pair : pairs) {
      String[] ends = pair.split("-", -1);
      for (int i = 0; i < 2; i++) {
        String to = ends[1 - i];
        hosts
            .computeIfAbsent(host(Integer.parseInt(ends[i])), h -> new java.util.ArrayList<>())
            .add(GreConnection.of("b", "to" + to, "10.0.0." + to, PSK));
      }
    }
    return TunnelMesh.ofConnections("mesh", hosts);
  }
}
