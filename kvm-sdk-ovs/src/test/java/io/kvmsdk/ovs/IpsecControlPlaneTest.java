package io.kvmsdk.ovs;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.error.Subject;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.ovs.ovsdb.Pki;
import io.kvmsdk.value.IpAddresses;
import io.kvmsdk.value.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * ovs-monitor-ipsec and strongSwan agree on keys, or refuse to, by what a mesh wrote. Nothing is
 * encrypted here: the datapath of user space bypasses Linux's IPsec, which must be said, too.
 */
@RequiresSwitch
@RequiresTool(
    value = {"/usr/share/openvswitch/scripts/ovs-monitor-ipsec", "--help"},
    debianPackage = "openvswitch-ipsec")
@RequiresTool(
    value = {"ipsec", "--version"},
    debianPackage = "strongswan-starter")
@RequiresTool(
    value = {"ovs-pki", "--help"},
    debianPackage = "openvswitch-pki")
@Timeout(300)
class IpsecControlPlaneTest {
  private static final Secret RIGHT = Secret.of("one that both of them know");
  private static final Secret WRONG = Secret.of("one that none of them knows");

  @TempDir static Path folder;

  private static SwitchHost one;
  private static SwitchHost other;
  private static IpsecHost oneIpsec;
  private static IpsecHost otherIpsec;

  @BeforeAll
  static void start() throws IOException {
    one = SwitchHost.start(folder.resolve("one"));
    other = SwitchHost.start(folder.resolve("other"));
    one.link("kvmsdk-u", other.namespace(), "kvmsdk-u");
    one.run("ip", "addr", "add", "10.9.0.1/24", "dev", "kvmsdk-u").orFail();
    other.run("ip", "addr", "add", "10.9.0.2/24", "dev", "kvmsdk-u").orFail();
    oneIpsec = IpsecHost.start(one);
    otherIpsec = IpsecHost.start(other);
  }

  @AfterAll
  static void stop() {
    for (AutoCloseable each : new AutoCloseable[] {oneIpsec, otherIpsec, one, other}) {
      try {
        if (each != null) {
          each.close();
        }
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static TunnelMesh mesh(Secret psk) {
    return mesh(MeshSecurity.preSharedKeys().pair("one", "other", psk));
  }

  private static TunnelMesh mesh(MeshSecurity security) {
    return TunnelMesh.of(
        m ->
            m.bridge("br-sec")
                .datapathType(DatapathType.NETDEV)
                .type(InterfaceType.TunnelType.GRE)
                .addHost(new MeshHost("one", one.endpoint(), IpAddresses.parse("10.9.0.1")))
                .addHost(new MeshHost("other", other.endpoint(), IpAddresses.parse("10.9.0.2")))
                .security(security));
  }

  /**
   * What charon says once it has asked the other side; the monitor counts a connection's versions.
   */
  private static String negotiate(String port, String wanted) {
    StringBuilder last = new StringBuilder();
    return SystemPacer.INSTANCE.await(
        Subject.NONE,
        "an answer of the other side",
        Duration.ofMinutes(2),
        () -> {
          String configuration = oneIpsec.run("cat", "/etc/ipsec.conf").output();
          Optional<String> name =
              configuration
                  .lines()
                  .filter(line -> line.startsWith("conn " + port))
                  .map(line -> line.substring("conn ".length()))
                  .findFirst();
          // charon takes a while to read new keys: what it agreed on before must go each time.
          name.ifPresent(n -> oneIpsec.run("ipsec", "down", n));
          last.setLength(0);
          name.ifPresent(n -> last.append(oneIpsec.run("ipsec", "up", n).output()));
          return Optional.of(last.toString()).filter(said -> said.contains(wanted));
        },
        last::toString);
  }

  @Test
  void theSameKeys_agree_othersAreRefused_andClearTextIsSaidToBeSo() {
    TunnelMesh mesh = mesh(RIGHT);
    mesh.apply().orThrow();
    MeshTunnel.End end = mesh.tunnels().get(0).one();

    assertThat(negotiate(end.port(), "established between")).contains("IKE_SA");

    List<IpsecStatus> status =
        mesh.ipsecStatus(Map.of("one", oneIpsec.shell(), "other", otherIpsec.shell()));
    assertThat(status).hasSize(2).noneMatch(IpsecStatus::isProtected);
    // What the probe asks on a host whose datapath is Linux's.
    assertThat(oneIpsec.shell().script(IpsecProbe.SCRIPT, ""))
        .startsWith("monitor\n")
        .contains("src 10.9.0.1/32 dst 10.9.0.2/32 proto gre");

    other.vsctl(
        "set",
        "interface",
        mesh.tunnels().get(0).other().port(),
        "options:psk=" + WRONG.reveal().replace(' ', '_'));
    awaitText(otherIpsec, "/etc/ipsec.secrets", "none_of");
    assertThat(negotiate(end.port(), "AUTHENTICATION_FAILED"))
        .doesNotContain("established between");
    assertThat(mesh.plan().host("other").changes().toString())
        .contains("psk=…")
        .doesNotContain("both of them know");
  }

  @Test
  void newKeys_areAgreedOn_afterBothEndsWereToldAtOnce() {
    mesh(WRONG).apply().orThrow();
    TunnelMesh mesh = mesh(RIGHT);
    assertThat(mesh.applyTogether().orThrow().window()).isPositive();

    for (IpsecHost host : List.of(oneIpsec, otherIpsec)) {
      awaitText(host, "/etc/ipsec.secrets", RIGHT.reveal());
      assertThat(host.run("cat", "/etc/ipsec.secrets").output()).doesNotContain(WRONG.reveal());
    }
    assertThat(negotiate(mesh.tunnels().get(0).one().port(), "established between"))
        .contains("with pre-shared key");
  }

  @Test
  void certificates_ofOneAuthority_agree_thoseOfAnotherAreRefused() {
    Pki pki = Pki.create(folder).issue("one", "switch").issue("other", "switch");
    oneIpsec.give(pki, "one", "switch");
    otherIpsec.give(pki, "other", "switch");
    TunnelMesh mesh = mesh(IpsecHost.CERTIFICATES);
    mesh.apply().orThrow();
    MeshTunnel.End end = mesh.tunnels().get(0).one();
    assertThat(negotiate(end.port(), "established between"))
        .contains("authentication of 'other' with RSA");

    oneIpsec.give(pki, "one", "controller");
    assertThat(negotiate(end.port(), "no trusted RSA public key found for 'other'"))
        .doesNotContain("established between");

    // A host with a certificate would leave a tunnel with a key in clear text.
    mesh(RIGHT).apply().orThrow();
    assertThat(one.vsctl("get", "open_vswitch", ".", "other_config")).isEqualTo("{}");
    awaitText(otherIpsec, "/etc/ipsec.secrets", RIGHT.reveal());
    assertThat(negotiate(end.port(), "established between")).contains("with pre-shared key");
  }

  private static void awaitText(IpsecHost host, String file, String wanted) {
    SystemPacer.INSTANCE.await(
        Subject.NONE,
        wanted + " in " + file,
        Duration.ofMinutes(2),
        () -> Optional.of(host.run("cat", file).output()).filter(text -> text.contains(wanted)),
        () -> host.run("cat", file).output());
  }
}
