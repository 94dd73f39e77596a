package io.kvmsdk.testkit.ovsdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Open vSwitch's own clients cannot tell the fake from their server. */
@RequiresTool(
    value = {"ovs-vsctl", "--version"},
    debianPackage = "openvswitch-switch")
class FakeOvsdbServerJudgedTest {
  private FakeOvsdbServer server;

  @BeforeEach
  void start() {
    server = FakeOvsdbServer.openVSwitch();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String vsctl(Object... words) {
    return run(List.of("ovs-vsctl", "--timeout=20", "--db=" + server.endpoint()), words);
  }

  private String client(Object... words) {
    return run(List.of("ovsdb-client", "--timeout=20"), words);
  }

  private static String run(List<?> first, Object... words) {
    List<Object> command = new ArrayList<>(first);
    command.addAll(Arrays.asList(words));
    return Tool.run(command.toArray()).orFail().output().strip();
  }

  @Test
  void vsctl_whenItWaitsForTheSwitch_seesItObey() {
    vsctl("init");
    vsctl("add-br", "br0", "--", "add-port", "br0", "p0", "tag=5");
    assertThat(vsctl("list-ports", "br0")).isEqualTo("p0");
    assertThat(vsctl("get", "interface", "p0", "ofport")).isEqualTo("1");
    assertThat(vsctl("get", "interface", "br0", "ofport")).isEqualTo("65534");
    assertThat(vsctl("show")).contains("Bridge br0", "Port p0", "tag: 5", "ovs_version: \"3.1.0\"");
    vsctl("del-port", "p0");
    assertThat(vsctl("list", "interface")).doesNotContain("p0").contains("br0");
    vsctl("del-br", "br0");
    assertThat(vsctl("list-br")).isEmpty();
  }

  @Test
  void vsctl_whenADeviceIsMissing_showsTheSwitchsError() {
    server.vswitchd().missing("eth9");
    Tool.Result result =
        Tool.run(
            "ovs-vsctl",
            "--timeout=20",
            "--db=" + server.endpoint(),
            "add-br",
            "br0",
            "--",
            "add-port",
            "br0",
            "eth9");
    assertThat(result.output()).contains("could not open network device eth9 (No such device)");
    assertThat(vsctl("get", "interface", "eth9", "ofport")).isEqualTo("-1");
  }

  @Test
  void vsctl_whenTheSwitchIsPaused_timesOut() {
    server.vswitchd().pause();
    vsctl("--no-wait", "add-br", "br0");
    Tool.Result result =
        Tool.run(
            "ovs-vsctl",
            "--timeout=1",
            "--db=" + server.endpoint(),
            "set-fail-mode",
            "br0",
            "secure");
    assertThat(result.exit()).isNotZero();
    assertThat(vsctl("get", "interface", "br0", "ofport")).isEqualTo("[]");
    server.vswitchd().resume();
    assertThat(vsctl("get", "interface", "br0", "ofport")).isEqualTo("65534");
  }

  @Test
  void client_onBothSockets_listsDumpsAndTransacts() {
    for (String endpoint : List.of(server.endpoint(), server.tcpEndpoint())) {
      assertThat(client("list-dbs", endpoint)).isEqualTo("Open_vSwitch\n_Server");
      assertThat(client("get-schema-version", endpoint, "Open_vSwitch")).isEqualTo("8.3.1");
      assertThat(client("list-tables", endpoint, "Open_vSwitch")).contains("Bridge", "Interface");
      client("wait", endpoint, "Open_vSwitch", "connected");
      String transaction =
          "[\"Open_vSwitch\",{\"op\":\"update\",\"table\":\"Open_vSwitch\",\"where\":[],"
              + "\"row\":{\"system_type\":\"fake\"}}]";
      assertThat(client("transact", endpoint, transaction)).isEqualTo("[{\"count\":1}]");
      assertThat(client("dump", endpoint, "Open_vSwitch", "Open_vSwitch", "system_type"))
          .contains("fake");
      assertThat(
              client(
                  "query",
                  endpoint,
                  transaction
                      .replace("update", "select")
                      .replace(
                          ",\"row\":{\"system_type\":\"fake\"}", ",\"columns\":[\"system_type\"]")))
          .isEqualTo("[{\"rows\":[{\"system_type\":\"fake\"}]}]");
    }
  }

  @Test
  @Timeout(180)
  void client_thatMonitors_isToldWhatChanges() throws IOException {
    Process monitor =
        new ProcessBuilder(
                "ovsdb-client",
                "--format=json",
                "monitor",
                server.endpoint(),
                "Open_vSwitch",
                "Open_vSwitch",
                "system_type")
            .start();
    try (BufferedReader output = monitor.inputReader()) {
      assertThat(output.readLine()).contains("initial");
      server.transact(
          "Open_vSwitch",
          "[{\"op\":\"update\",\"table\":\"Open_vSwitch\",\"where\":[],"
              + "\"row\":{\"system_type\":\"seen\"}}]");
      assertThat(output.readLine()).contains("old", "new", "seen");
    } finally {
      monitor.destroyForcibly();
    }
  }

  @Test
  @RequiresTool(
      value = {"/usr/bin/python3", "-c", "import ovs.db.idl"},
      debianPackage = "python3-openvswitch")
  void pythonsIdl_againstTheFake_readsAndWrites() {
    String program =
        """
        import sys, ovs.db.idl, ovs.poller
        helper = ovs.db.idl.SchemaHelper(None, schema_json=__import__('json').loads(sys.argv[2]))
        helper.register_all()
        idl = ovs.db.idl.Idl(sys.argv[1], helper)
        def until(done):
            while not done():
                idl.run()
                if not done():
                    poller = ovs.poller.Poller()
                    idl.wait(poller)
                    poller.timer_wait(20000)
                    poller.block()
        until(idl.has_ever_connected)
        root = next(iter(idl.tables['Open_vSwitch'].rows.values()))
        txn = ovs.db.idl.Transaction(idl)
        bridge = txn.insert(idl.tables['Bridge'])
        bridge.name = 'br-idl'
        root.addvalue('bridges', bridge)
        status = txn.commit_block()
        until(lambda: any(b.name == 'br-idl' for b in idl.tables['Bridge'].rows.values()))
        print(status, [b.name for b in root.bridges])
        """;
    assertThat(
            run(
                List.of("/usr/bin/python3", "-c", program),
                server.endpoint(),
                FakeOvsdbServer.openVSwitchSchema()))
        .isEqualTo("success ['br-idl']");
  }
}
