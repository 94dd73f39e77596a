package io.kvmsdk.examples.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tasks about Open vSwitch, on a database of its own; what is there, ovs-vsctl tells. */
@RequiresTool(
    value = {"ovsdb-server", "--version"},
    debianPackage = "openvswitch-switch")
class OvsTasksTest {
  /** As kvm-crate's README has it. */
  private static final String SCRIPT =
      """
      ovs-vsctl add-br ovsbr0;
                                  ovs-vsctl add-br ovsbr1
                                  ovs-vsctl add-port ovsbr0 eth0;
                                  ovs-vsctl add-port ovsbr0 ovshost0 -- set interface ovshost0 type=internal;
                                  ovs-vsctl add-port ovsbr1 ovshost1 -- set interface ovshost1 type=internal""";

  @TempDir Path folder;

  @BeforeEach
  void startServer() {
    Path schema = Path.of("/usr/share/openvswitch/vswitch.ovsschema");
    Tool.run("ovsdb-tool", "create", folder.resolve("conf.db"), schema).orFail();
    Tool.run(
            "ovsdb-server",
            "--detach",
            "--no-chdir",
            "--pidfile=" + folder.resolve("pid"),
            "--unixctl=" + folder.resolve("ctl"),
            "--log-file=" + folder.resolve("log"),
            "--remote=punix:" + folder.resolve("db.sock"),
            folder.resolve("conf.db"))
        .orFail();
    vsctl("init");
  }

  @AfterEach
  void stopServer() throws IOException {
    long pid = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
    ProcessHandle.of(pid)
        .ifPresent(
            server -> {
              server.destroy();
              server.onExit().join();
            });
  }

  private String endpoint() {
    return "unix:" + folder.resolve("db.sock");
  }

  private String vsctl(String... words) {
    Object[] command = new Object[words.length + 3];
    System.arraycopy(
        new Object[] {"ovs-vsctl", "--no-wait", "--db=" + endpoint()}, 0, command, 0, 3);
    System.arraycopy(words, 0, command, 3, words.length);
    return Tool.run(command).orFail().output();
  }

  private Path script(String text) throws IOException {
    return Files.writeString(folder.resolve("steps.sh"), text);
  }

  @Test
  void ovs_carriesAScriptOut_andShowsTheSameAsOvsVsctl() throws IOException {
    ToolRun.of("ovs", "--db", endpoint(), "--no-wait", "--script", script(SCRIPT)).succeeded();

    assertThat(vsctl("list-ports", "ovsbr0").lines()).containsExactly("eth0", "ovshost0");
    assertThat(vsctl("get", "interface", "ovshost1", "type").strip()).isEqualTo("internal");
    ToolRun shown = ToolRun.of("ovs", "--db", endpoint(), "show").succeeded();
    assertThat(shown.out()).isEqualTo(vsctl("show"));
  }

  @Test
  void ovs_withDryRun_changesNothing() throws IOException {
    ToolRun run =
        ToolRun.of("ovs", "--db", endpoint(), "--dry-run", "--script", script(SCRIPT)).succeeded();

    assertThat(run.out()).contains("CREATE", "ovsbr0");
    assertThat(vsctl("list-br")).isEmpty();
  }

  @Test
  void ovs_tellsWhichWordOfAScriptIsWrong() throws IOException {
    Path wrong = script("ovs-vsctl add-br a\novs-vsctl frobnicate b\n");

    ToolRun.of("ovs", "--db", endpoint(), "--script", wrong).failedSaying("frobnicate", "2");

    assertThat(vsctl("list-br")).isEmpty();
  }

  @Test
  void ovs_misused_saysHow() {
    assertThat(ToolRun.of("ovs", "--db", endpoint()).exit()).isEqualTo(2);
    assertThat(ToolRun.of("ovs", "--db", endpoint(), "destroy").err()).contains("show");
    assertThat(ToolRun.of("ovs", "--db", "carrier-pigeon:1", "show").exit()).isEqualTo(2);
  }

  /** Nothing carries it out here: the dry run is what can be seen of a mesh. */
  @Test
  void ovsMesh_tellsWhatIsMissing_andWhichHostIsDown() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "0123456789abcdef\n");
    ToolRun run =
        ToolRun.of(
            "ovs-mesh",
            "--bridge",
            "br-lan",
            "--type",
            "gre",
            "--key",
            "42",
            "--secret-file",
            secret,
            "--dry-run",
            "kvm1=" + endpoint() + ",10.0.0.1",
            "kvm2=unix:/nowhere/db.sock,10.0.0.2");

    run.failedSaying("kvm2");
    assertThat(run.out())
        .contains("kvm1: CREATE    bridge 'br-lan'", "remote_ip=10.0.0.2", "1397 bytes")
        .contains("NOT_PROTECTED")
        .doesNotContain("0123456789abcdef");
    assertThat(vsctl("list-br")).isEmpty();
  }

  @Test
  void ovsMesh_explainsHosts() {
    ToolRun run = ToolRun.of("ovs-mesh", "--bridge", "b", "kvm1", "kvm2");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("NAME=ENDPOINT,ADDRESS");
  }
}
