package io.kvmsdk.ovs;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.domain.ExecResult;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.host.HostShell;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.ovs.ovsdb.OvsdbServer;
import io.kvmsdk.value.IpAddresses;
import io.kvmsdk.value.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a tunnel by what its host says; protected only where all of it was seen. */
@RequiresTool(
    value = {"ovsdb-server", "--version"},
    debianPackage = "openvswitch-switch")
class IpsecStatusTest {
  /** As iproute2 5.10 and 6.1 print it, of strongSwan's policies. */
  private static final String POLICY =
      """
      src 10.9.0.1/32 dst 10.9.0.2/32 proto gre\s
      	dir out priority 366976 ptype main\s
      	tmpl src 0.0.0.0 dst 0.0.0.0
      		proto esp reqid 1 mode transport
      src 10.9.0.2/32 dst 10.9.0.1/32 proto gre\s
      	dir in priority 366976 ptype main\s
      	tmpl src 0.0.0.0 dst 0.0.0.0
      		proto esp reqid 1 mode transport
      src 0.0.0.0/0 dst 0.0.0.0/0\s
      	socket out priority 0 ptype main\s
      """;

  private static final String OUT =
      "src 10.9.0.1 dst 10.9.0.2\n\tproto esp spi 0xc9f1c1f5 reqid 1 mode transport\n";
  private static final String IN =
      "src 10.9.0.2 dst 10.9.0.1\n\tproto esp spi 0xcd4c5a5d reqid 1 mode transport\n";

  @TempDir static Path folder;
  private static OvsdbServer server;
  private TunnelMesh mesh;

  @BeforeAll
  static void start() throws IOException {
    server = OvsdbServer.start(folder, OvsdbServer.OPEN_VSWITCH);
    vsctl("init");
    vsctl("add-br", "br");
    String port = mesh("10.9.0.1", "10.9.0.2").tunnels().get(0).one().port();
    vsctl("add-port", "br", port, "--", "set", "interface", port, "type=gre", "options:psk=k");
  }

  @BeforeEach
  void join() {
    mesh = mesh("10.9.0.1", "10.9.0.2");
  }

  private static TunnelMesh mesh(String one, String other) {
    return TunnelMesh.of(
        m ->
            m.bridge("br")
                .type(InterfaceType.TunnelType.GRE)
                .addHost(new MeshHost("one", server.unix(), IpAddresses.parse(one)))
                .addHost("other", "unix:/nowhere", other)
                .security(MeshSecurity.preSharedKeys().pair("one", "other", Secret.of("k"))));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static void vsctl(String... words) {
    Object[] command = new Object[words.length + 3];
    System.arraycopy(words, 0, command, 3, words.length);
    command[0] = "ovs-vsctl";
    command[1] = "--no-wait";
    command[2] = "--db=" + server.unix();
    Tool.run(command).orFail();
  }

  private IpsecStatus status(String... answers) {
    HostShell shell = program -> ExecResult.exited(0, String.join("==\n", answers));
    return mesh.ipsecStatus(Map.of("one", shell)).get(0);
  }

  @Test
  void keysInBothDirections_protect() {
    assertThat(status("monitor\n", OUT + IN, POLICY).isProtected()).isTrue();
  }

  @Test
  void withoutTheMonitor_nothingIsProtected() {
    assertThat(status("", OUT + IN, POLICY).reason()).contains("ovs-monitor-ipsec does not run");
    assertThat(status("", OUT + IN, POLICY).state()).isEqualTo(IpsecStatus.State.NOT_PROTECTED);
  }

  @Test
  void withoutAPolicyOrKeys_nothingIsProtected() {
    String larval = IN.replace("cd4c5a5d", "00000000");
    assertThat(status("monitor\n", OUT + IN, "").reason()).contains("no policy");
    assertThat(status("monitor\n", "", POLICY).reason()).contains("no keys");
    assertThat(status("monitor\n", OUT, POLICY).isProtected()).isFalse();
    assertThat(status("monitor\n", OUT + larval, POLICY).isProtected()).isFalse();
    for (String other :
        new String[] {
          POLICY.replace("esp", "ah"),
          POLICY.replace("proto gre", "proto udp dport 4789"),
          POLICY.replace("reqid 1", "reqid 2"),
          POLICY.replace("mode transport", "mode transport\n\t\tlevel use"),
          POLICY.replace("dir in", "dir fwd")
        }) {
      assertThat(status("monitor\n", OUT + IN, other).isProtected()).as(other).isFalse();
    }
    assertThat(status("monitor\n", OUT + IN, POLICY.replace("9.0.2", "9.0.3")).isProtected())
        .isFalse();
  }

  @Test
  void ipv6_isReadAsLinuxWritesIt() {
    mesh = mesh("fd00:9::1", "fd00:9::2");
    String policy = POLICY.replace("10.9.0.", "fd00:9::").replace("/32", "/128");
    String keys = (OUT + IN).replace("10.9.0.", "fd00:9::");

    assertThat(status("monitor\n", keys, policy).isProtected()).isTrue();
    assertThat(status("monitor\n", keys, POLICY).isProtected()).isFalse();
  }

  @Test
  void whatCannotBeSeen_isUnknown() {
    HostShell dead =
        program -> {
          throw new KvmException(Subject.NONE, "no way in", "");
        };
    assertThat(mesh.ipsecStatus(Map.of()))
        .extracting(IpsecStatus::state)
        .containsExactly(IpsecStatus.State.UNKNOWN, IpsecStatus.State.UNKNOWN);
    assertThat(mesh.ipsecStatus(Map.of("one", dead)).get(0).reason()).contains("no way in");
    assertThat(mesh.ipsecStatus(Map.of("one", dead))).noneMatch(IpsecStatus::isProtected);
  }

  @Test
  void certificatesBesidesKeys_areRefused_forTheKeysWouldProtectNothing() {
    vsctl("add-port", "br", "foreign", "--", "set", "interface", "foreign", "type=gre");
    vsctl("set", "interface", "foreign", "options:psk=k");
    TunnelMesh certified =
        TunnelMesh.of(
            m ->
                m.bridge("br")
                    .hosts(mesh.hosts())
                    .security(MeshSecurity.certificates("/c.pem", "/k.pem", "/ca.pem")));

    assertThat(certified.plan().host("one").failure().orElseThrow())
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("foreign")
        .hasMessageContaining("clear text");
    vsctl("del-port", "foreign");
    assertThat(certified.plan().host("one").failure()).isEmpty();
  }
}
