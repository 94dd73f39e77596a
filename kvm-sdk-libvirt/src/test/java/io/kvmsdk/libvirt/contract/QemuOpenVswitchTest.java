package io.kvmsdk.libvirt.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.Kvm;
import io.kvmsdk.domain.Accelerator;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.InterfaceSource;
import io.kvmsdk.domain.InterfaceSpec;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.libvirt.PrivateLibvirtd;
import io.kvmsdk.libvirt.RequiresPrivateLibvirtd;
import io.kvmsdk.network.ForwardMode;
import io.kvmsdk.network.NetworkSpec;
import io.kvmsdk.network.PortGroup;
import io.kvmsdk.network.VlanSpec;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Guests on a bridge of Open vSwitch: what libvirt makes of our specs, as ovs-vsctl sees it. */
@RequiresPrivateLibvirtd
@RequiresTool(
    value = {"qemu-system-x86_64", "--version"},
    debianPackage = "qemu-system-x86")
@RequiresTool(
    value = {"ovs-vswitchd", "--version"},
    debianPackage = "openvswitch-switch")
@Timeout(300)
class QemuOpenVswitchTest {
  /** Where libvirt's ovs-vsctl looks for the switch; on this machine there is none. */
  private static final Path RUN = Path.of("/run/openvswitch");

  /** The kernel may lack the switch's datapath: that of user space takes a tap, too. */
  private static final String SWITCH =
      """
      set -e
      mount -t tmpfs tmpfs "$1"
      cd "$1"
      ovsdb-tool create conf.db /usr/share/openvswitch/vswitch.ovsschema
      ovsdb-server conf.db --remote=punix:db.sock --pidfile="$1/db.pid" --unixctl="$1/db.ctl" \
        -vconsole:off --detach --no-chdir
      ovs-vswitchd unix:db.sock --pidfile="$1/vs.pid" --unixctl="$1/vs.ctl" \
        -vconsole:off --detach --no-chdir
      ovs-vsctl add-br br0 -- set bridge br0 datapath_type=netdev
      """;

  private static boolean madeFolder;
  private static PrivateLibvirtd host;

  private Hypervisor kvm;

  @BeforeAll
  static void startASwitch() throws IOException {
    madeFolder = Files.notExists(RUN);
    Files.createDirectories(RUN);
    host = PrivateLibvirtd.start("ovs");
    host.run("sh", "-c", SWITCH, "sh", RUN).orFail();
  }

  @AfterAll
  static void stopIt() throws IOException {
    host.close();
    if (madeFolder) {
      Files.delete(RUN);
    }
  }

  @BeforeEach
  void connect() {
    kvm = Kvm.connect(host.uri());
  }

  @AfterEach
  void close() {
    kvm.domains().list().stream()
        .filter(d -> d.state() != DomainState.SHUTOFF)
        .forEach(Domain::destroy);
    kvm.domains().list().forEach(Domain::undefine);
    kvm.networks().list().forEach(n -> n.destroy());
    kvm.networks().list().forEach(n -> n.undefine());
    kvm.close();
  }

  private static String vsctl(Object... words) {
    Object[] command = new Object[words.length + 1];
    command[0] = "ovs-vsctl";
    System.arraycopy(words, 0, command, 1, words.length);
    return host.run(command).orFail().output().strip();
  }

  /** The VLANs of the port that a guest's interface is. */
  private static List<String> vlans(String target) {
    return vsctl("get", "port", target, "vlan_mode", "tag", "trunks").lines().toList();
  }

  private Domain started(InterfaceSpec... interfaces) {
    Domain domain =
        kvm.domains()
            .define(
                d ->
                    d.name("kvmsdk-plugged")
                        .memory(ByteSize.mib(16))
                        .accelerator(Accelerator.TCG)
                        .guestAgent(false)
                        .interfaces(List.of(interfaces)));
    domain.start();
    return domain;
  }

  private static InterfaceSpec card(String target, InterfaceSource source) {
    return InterfaceSpec.builder().source(source).target(target).build();
  }

  private static InterfaceSpec card(String target, VlanSpec vlan) {
    return InterfaceSpec.builder().ovs("br0").vlan(vlan).target(target).build();
  }

  private static InterfaceSpec member(String target, Optional<String> group) {
    return card(target, new InterfaceSource.Network("kvmsdk-lan", group));
  }

  @Test
  void interfaces_onABridge_arePortsOfTheirVlans() {
    started(
        card("kvmsdk-plain", InterfaceSource.ovs("br0")),
        card("kvmsdk-access", VlanSpec.access(7)),
        card("kvmsdk-trunk", VlanSpec.trunk(7, 8)),
        card("kvmsdk-native", VlanSpec.trunk(7, 8).nativeUntagged(9)),
        card("kvmsdk-tagged", VlanSpec.trunk(7, 8).nativeTagged(9)));

    assertThat(vsctl("list-ports", "br0").lines())
        .containsExactly(
            "kvmsdk-access", "kvmsdk-native", "kvmsdk-plain", "kvmsdk-tagged", "kvmsdk-trunk");
    assertThat(vlans("kvmsdk-plain")).containsExactly("[]", "[]", "[]");
    assertThat(vlans("kvmsdk-access")).containsExactly("[]", "7", "[]");
    assertThat(vlans("kvmsdk-trunk")).containsExactly("[]", "[]", "[7, 8]");
    assertThat(vlans("kvmsdk-native")).containsExactly("native-untagged", "9", "[7, 8, 9]");
    assertThat(vlans("kvmsdk-tagged")).containsExactly("native-tagged", "9", "[7, 8, 9]");
    vsctl("--timeout=60", "wait-until", "interface", "kvmsdk-access", "link_state=up");
    assertThat(vsctl("get", "interface", "kvmsdk-access", "error")).isEqualTo("[]");
  }

  @Test
  void interfaces_onANetwork_arePortsOfTheirGroups() {
    NetworkSpec lan =
        NetworkSpec.builder()
            .name("kvmsdk-lan")
            .forward(ForwardMode.openVswitch("br0"))
            .vlan(VlanSpec.access(6))
            .addPortGroup(PortGroup.vlan("office", 7).asDefault())
            .addPortGroup(PortGroup.of("any"))
            .addPortGroup(PortGroup.of("routers").carrying(VlanSpec.trunk(7, 8).nativeTagged(9)))
            .build();
    kvm.networks().define(lan).start();

    started(
        member("kvmsdk-default", Optional.empty()),
        member("kvmsdk-any", Optional.of("any")),
        member("kvmsdk-own", Optional.of("any")).toBuilder().vlan(5).build(),
        member("kvmsdk-router", Optional.of("routers")));

    assertThat(vlans("kvmsdk-default")).containsExactly("[]", "7", "[]");
    assertThat(vlans("kvmsdk-any")).containsExactly("[]", "6", "[]");
    assertThat(vlans("kvmsdk-own")).containsExactly("[]", "5", "[]");
    assertThat(vlans("kvmsdk-router")).containsExactly("native-tagged", "9", "[7, 8, 9]");
    assertThat(kvm.networks().get("kvmsdk-lan").spec().toBuilder().uuid(Optional.empty()).build())
        .isEqualTo(lan);
  }

  @Test
  void update_movesARunningGuestToAnotherVlan() {
    Domain domain = started(card("kvmsdk-mover", VlanSpec.access(7)));
    InterfaceSpec now = domain.spec().interfaces().get(0);

    domain.update(d -> d.interfaces(List.of(now.toBuilder().vlan(8).build())));

    assertThat(vlans("kvmsdk-mover")).containsExactly("[]", "8", "[]");
  }

  @Test
  void aGuestThatEnds_leavesTheBridgeWithoutItsPort() {
    Domain domain = started(card("kvmsdk-gone", InterfaceSource.ovs("br0")));

    domain.destroy();

    assertThat(vsctl("list-ports", "br0")).isEmpty();
  }
}
