package io.kvmsdk.ovs;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.change.Change;
import io.kvmsdk.ovs.InterfaceType.TunnelType;
import io.kvmsdk.value.IpAddresses;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a host's switch as meshes change; the other hosts are never there. */
@RequiresSwitch
class MeshReconcileTest extends OneSwitch {
  @AfterEach
  void deleteBridges() {
    ovs.bridges().list().forEach(Bridge::delete);
  }

  private static MeshHost other(String name, String underlay) {
    return MeshHost.of(name, "unix:/nowhere/" + name, underlay);
  }

  private static TunnelMesh mesh(Consumer<MeshSpec.Builder> more) {
    return mesh(more, other("kvm2", "10.77.0.2"));
  }

  private static TunnelMesh mesh(Consumer<MeshSpec.Builder> more, MeshHost... others) {
    MeshSpec.Builder spec =
        MeshSpec.builder().name("m").bridge("br-lan").datapathType(DatapathType.NETDEV).key(42);
    spec.addHost(new MeshHost("kvm1", host.endpoint(), IpAddresses.parse("10.77.0.1")));
    spec.addHosts(others);
    more.accept(spec);
    return TunnelMesh.of(spec.build());
  }

  private static List<Change> plan(TunnelMesh mesh) {
    return changes(mesh.plan());
  }

  private static List<Change> changes(MeshReport report) {
    MeshReport.Host here = report.host("kvm1");
    here.failure()
        .ifPresent(
            failure -> {
              throw failure;
            });
    return here.changes();
  }

  /** Once applied, it is as wanted, with that many tunnels. */
  private static void becomes(TunnelMesh mesh, int ports) {
    assertThat(changes(mesh.apply())).isNotEmpty();
    String configuration = host.configuration();
    assertThat(changes(mesh.apply())).isEmpty();
    assertThat(host.configuration()).isEqualTo(configuration);
    assertThat(tunnels()).hasSize(ports);
  }

  private static List<String> tunnels() {
    return ovs.bridges().list().stream()
        .flatMap(bridge -> bridge.info().ports().stream())
        .flatMap(port -> port.interfaces().stream())
        .filter(device -> device.options().containsKey("remote_ip"))
        .map(InterfaceInfo::name)
        .toList();
  }

  @Test
  void aMeshThatChanges_isWhatItSays() {
    becomes(mesh(m -> m.type(TunnelType.GRE)), 1);
    becomes(mesh(m -> m.type(TunnelType.VXLAN)), 1);
    becomes(mesh(m -> m.type(TunnelType.VXLAN).key(43)), 1);
    becomes(mesh(m -> {}, other("kvm2", "10.77.0.9")), 1);
    becomes(mesh(m -> {}, other("renamed", "10.77.0.9")), 1);
    becomes(mesh(m -> {}, other("renamed", "10.77.0.9"), other("kvm3", "10.77.0.3")), 2);
    becomes(mesh(m -> {}, other("renamed", "10.77.0.3"), other("kvm3", "10.77.0.9")), 2);
    becomes(mesh(m -> {}, other("kvm3", "10.77.0.3")), 1);
  }

  @Test
  void aMeshOnAnotherBridge_takesItsPortsAlong() {
    becomes(mesh(m -> {}), 1);
    becomes(mesh(m -> m.bridge("br-other")), 1);
    assertThat(host.vsctl("list-ports", "br-lan")).isEmpty();
    assertThat(host.vsctl("list-ports", "br-other")).startsWith("kvm2-");
  }

  @Test
  void twoMeshesOnABridge_agree() {
    TunnelMesh large = mesh(m -> m.name("large").type(TunnelType.GRE));
    TunnelMesh small = mesh(m -> m.name("small").type(TunnelType.VXLAN));
    becomes(large, 1);
    becomes(small, 2);
    assertThat(plan(large)).isEmpty();
    assertThat(host.vsctl("get", "interface", "br-lan", "mtu")).isEqualTo("1446");
    assertThat(changes(small.remove())).isNotEmpty();
    becomes(large, 1);
    assertThat(host.vsctl("get", "interface", "br-lan", "mtu")).isEqualTo("1454");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "interface options:in_key=7",
        "interface options:out_key=7",
        "interface options:key=7",
        "interface options:dst_port=4790",
        "interface options:local_ip=10.77.0.8",
        "interface options:remote_ip=10.77.0.8",
        "interface options:psk=k",
        "interface type=gre",
        "port protected=false",
        "port tag=5",
        "port trunks=5",
        "port vlan_mode=dot1q-tunnel",
        "port external_ids:kvmsdk-peer=nobody",
      })
  void drift_isRepaired(String drift) {
    TunnelMesh mesh = mesh(m -> m.type(TunnelType.VXLAN));
    changes(mesh.apply());
    String before = host.configuration().replaceAll("\"next_cfg\":\\d+", "");
    String port = tunnels().get(0);
    String[] words = drift.split(" ", 2);
    host.vsctl("--no-wait", "set", words[0], port, words[1]);

    becomes(mesh, 1);

    assertThat(host.configuration().replaceAll("\"next_cfg\":\\d+", "")).isEqualTo(before);
  }
}
