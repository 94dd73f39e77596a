package io.kvmsdk.ovs;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.value.IpAddresses;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Three hosts with a switch each, whose guests reach each other through tunnels only. */
abstract class ThreeHosts {
  static final int HOSTS = 3;

  private static int absent = 100;

  @TempDir static Path folder;

  static final List<SwitchHost> HOST = new ArrayList<>();
  static final List<SwitchHost.Guest> GUEST = new ArrayList<>();

  @BeforeAll
  static void start() throws IOException {
    for (int i = 1; i <= HOSTS; i++) {
      HOST.add(SwitchHost.start(folder.resolve("h" + i)));
      GUEST.add(HOST.get(i - 1).guest("192.168.7." + i + "/24"));
    }
    // The first host's bridge is also the switch between all of them.
    HOST.get(0).link("to2", HOST.get(1).namespace(), "uplink");
    HOST.get(0).link("to3", HOST.get(2).namespace(), "uplink");
    underlay(1, "to2", "to3");
    underlay(2, "uplink");
    underlay(3, "uplink");
  }

  private static void underlay(int number, String... ports) {
    SwitchHost host = HOST.get(number - 1);
    try (OpenVSwitch ovs = host.connect()) {
      BridgeSpec.Builder bridge =
          BridgeSpec.builder().name("br-phy").datapathType(DatapathType.NETDEV);
      for (String port : ports) {
        bridge.addPort(port, InterfaceType.system());
      }
      ovs.apply(bridge.build());
    }
    host.run("ip", "addr", "add", "10.9.0." + number + "/24", "dev", "br-phy").orFail();
    host.run("ip", "addr", "add", "fd00:9::" + number + "/64", "dev", "br-phy", "nodad").orFail();
    host.run("ip", "link", "set", "br-phy", "up").orFail();
  }

  @AfterAll
  static void stop() {
    HOST.forEach(SwitchHost::close);
    HOST.clear();
    GUEST.clear();
  }

  @BeforeEach
  void plugGuestsIn() {
    for (int i = 0; i < HOSTS; i++) {
      plug(i, Vlan.trunk());
    }
  }

  static void plug(int host, Vlan vlan) {
    try (OpenVSwitch ovs = HOST.get(host).connect()) {
      ovs.apply(
          b ->
              b.name("br-lan")
                  .datapathType(DatapathType.NETDEV)
                  .port(
                      p -> p.name(GUEST.get(host).port()).type(InterfaceType.system()).vlan(vlan)));
    }
  }

  @AfterEach
  void removeTheBridge() {
    HOST.forEach(host -> host.vsctl("--if-exists", "del-br", "br-lan"));
  }

  static MeshHost host(int index) {
    return new MeshHost(
        "kvm" + (index + 1),
        HOST.get(index).endpoint(),
        IpAddresses.parse("10.9.0." + (index + 1)));
  }

  static MeshSpec.Builder spec() {
    MeshSpec.Builder spec =
        MeshSpec.builder().bridge("br-lan").datapathType(DatapathType.NETDEV).key(42);
    for (int i = 0; i < HOSTS; i++) {
      spec.addHost(host(i));
    }
    return spec;
  }

  static TunnelMesh applied(Consumer<MeshSpec.Builder> more) {
    MeshSpec.Builder spec = spec();
    more.accept(spec);
    TunnelMesh mesh = TunnelMesh.of(spec.build());
    mesh.apply().orThrow();
    return mesh;
  }

  static void assertAllReachEachOther() {
    for (int from = 0; from < HOSTS; from++) {
      for (int to = from + 1; to < HOSTS; to++) {
        String address = "192.168.7." + (to + 1);
        assertThat(GUEST.get(from).reaches(address))
            .as("kvm%d's guest reaches %s", from + 1, address)
            .isTrue();
      }
    }
  }

  /** Packets that left the first host, to both others. */
  static long packets() {
    long sum = 0;
    for (String port : List.of("to2", "to3")) {
      String path = "/sys/class/net/" + port + "/statistics/tx_packets";
      sum += Long.parseLong(HOST.get(0).run("cat", path).orFail().output().strip());
    }
    return sum;
  }

  /** What one broadcast becomes within a second: a question for an address that nobody has. */
  static long packetsOfABroadcast() {
    long before = packets();
    // Another each time: a guest that has just asked for one in vain does not ask again at once.
    GUEST.get(1).run("ping", "-c", 1, "-W", 1, "192.168.7." + absent++);
    return packets() - before;
  }

  /** Fifty times a second, for six seconds. */
  static Process ping(SwitchHost.Guest from, String to) throws IOException {
    return new ProcessBuilder(
            "ip",
            "netns",
            "exec",
            from.namespace(),
            "ping",
            "-i",
            "0.02",
            "-c",
            "300",
            "-W",
            "1",
            to)
        .start();
  }
}
