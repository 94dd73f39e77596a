package io.kvmsdk.testkit.ovsdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(180)
class FakeVswitchdTest {
  private FakeOvsdbServer server;
  private Peer peer;

  @BeforeEach
  void start() {
    server = FakeOvsdbServer.openVSwitch();
    peer = new Peer(server.endpoint());
  }

  @AfterEach
  void stop() {
    peer.close();
    server.close();
  }

  /** A bridge with a port, and the wait until the switch has it. */
  private void bridge(String type) {
    peer.transact(
        "Open_vSwitch",
        """
        [{"op":"insert","table":"Interface","uuid-name":"i","row":{"name":"p0","ofport_request":7}},
         {"op":"insert","table":"Interface","uuid-name":"l","row":{"name":"br0","type":"internal"}},
         {"op":"insert","table":"Port","uuid-name":"p","row":{"name":"p0","interfaces":["named-uuid","i"]}},
         {"op":"insert","table":"Port","uuid-name":"q","row":{"name":"br0","interfaces":["named-uuid","l"]}},
         {"op":"insert","table":"Bridge","uuid-name":"b","row":{"name":"br0","datapath_type":"%s",
           "ports":["set",[["named-uuid","p"],["named-uuid","q"]]]}},
         {"op":"mutate","table":"Open_vSwitch","where":[],"mutations":[
           ["bridges","insert",["named-uuid","b"]],["next_cfg","+=",1]]}]"""
            .formatted(type));
    peer.transact(
        "Open_vSwitch",
        """
        [{"op":"wait","table":"Open_vSwitch","where":[],"columns":["cur_cfg"],"until":"==",
          "rows":[{"cur_cfg":1}],"timeout":20000}]""");
  }

  private Map<String, Object> port() {
    return server.rows("Open_vSwitch", "Interface").stream()
        .filter(row -> row.get("name").equals("p0"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void interfaces_getTheirPorts_inATransactionOfTheSwitchsOwn() {
    bridge("netdev");
    assertThat(port()).containsEntry("ofport", 7L).containsEntry("link_state", "up");
    assertThat(server.rows("Open_vSwitch", "Interface"))
        .extracting("ofport")
        .containsExactlyInAnyOrder(7L, 65534L);
    assertThat(server.transactions()).isEqualTo(1);
  }

  @Test
  void interface_whenItsDeviceComesLater_isRepaired() {
    server.vswitchd().missing("p0");
    bridge("netdev");
    assertThat(port()).containsEntry("ofport", -1L);
    assertThat(port().get("error").toString()).contains("No such device");
    server.vswitchd().present("p0");
    assertThat(port())
        .containsEntry("ofport", 7L)
        .containsEntry("error", List.of("set", List.of()));
  }

  @Test
  void bridge_whenTheKernelHasNoDatapath_staysDown_exceptInUserSpace() {
    server.vswitchd().noKernelDatapath();
    bridge("system");
    assertThat(port()).containsEntry("ofport", List.of("set", List.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          gre       | [] | -1 | p0: gre type requires valid 'remote_ip' argument
          gre       | [["remote_ip","192.0.2.1"]] | 7 |
          ipsec_gre | [] | -1 | could not open network device p0 (Address family not supported by protocol)
          patch     | [] | -1 | p0: patch type requires valid 'peer' argument
          patch     | [["peer","p1"]] | 7 | No usable peer 'p1' exists in 'netdev' datapath.
          """)
  void interface_whenItIsATunnelOrAPatch_needsItsOtherEnd(
      String type, String options, long ofport, String error) {
    bridge("netdev");
    peer.transact(
        "Open_vSwitch",
        """
        [{"op":"update","table":"Interface","where":[["name","==","p0"]],
          "row":{"type":"%s","options":["map",%s]}},
         {"op":"mutate","table":"Open_vSwitch","where":[],"mutations":[["next_cfg","+=",1]]}]"""
            .formatted(type, options));
    peer.transact(
        "Open_vSwitch",
        """
        [{"op":"wait","table":"Open_vSwitch","where":[],"columns":["cur_cfg"],"until":"==",
          "rows":[{"cur_cfg":2}],"timeout":20000}]""");
    assertThat(port())
        .containsEntry("ofport", ofport)
        .containsEntry("error", error == null ? List.of("set", List.of()) : error);
  }

  @Test
  void statistics_andLinks_areWhatTheTestSays() {
    bridge("netdev");
    server.vswitchd().statistics("p0", Map.of("rx_packets", 5L));
    server.vswitchd().link("p0", false);
    assertThat(port())
        .containsEntry("statistics", List.of("map", List.of(List.of("rx_packets", 5L))))
        .containsEntry("link_state", "down");
  }
}
