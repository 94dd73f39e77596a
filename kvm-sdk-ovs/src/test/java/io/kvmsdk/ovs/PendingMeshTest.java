package io.kvmsdk.ovs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.host.HostShell;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.ovs.ovsdb.OvsdbDatabase;
import io.kvmsdk.value.IpAddresses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two hosts, joined at once or not at all. */
@RequiresTraffic
@Timeout(300)
class PendingMeshTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  @TempDir static Path folder;

  private static final List<SwitchHost> HOST = new ArrayList<>();
  private static final List<SwitchHost.Guest> GUEST = new ArrayList<>();

  @BeforeAll
  static void start() throws IOException {
    for (int i = 1; i <= 2; i++) {
      HOST.add(SwitchHost.start(folder.resolve("h" + i)));
      GUEST.add(HOST.get(i - 1).guest("192.168.8." + i + "/24"));
    }
    HOST.get(0).link("uplink", HOST.get(1).namespace(), "uplink");
    for (int i = 0; i < 2; i++) {
      SwitchHost host = HOST.get(i);
      bridge(host, "br-phy", "uplink");
      bridge(host, "br-lan", GUEST.get(i).port());
      host.run("ip", "addr", "add", "10.9.1." + (i + 1) + "/24", "dev", "br-phy").orFail();
      host.run("ip", "link", "set", "br-phy", "up").orFail();
    }
  }

  private static void bridge(SwitchHost host, String name, String port) {
    host.vsctl(
        "add-br",
        name,
        "--",
        "set",
        "bridge",
        name,
        "datapath_type=netdev",
        "--",
        "add-port",
        name,
        port);
  }

  @AfterAll
  static void stop() {
    HOST.forEach(SwitchHost::close);
  }

  @AfterEach
  void removeTheMesh() {
    mesh().remove().orThrow();
  }

  private static TunnelMesh mesh() {
    return TunnelMesh.of(
        m -> {
          m.bridge("br-lan").datapathType(DatapathType.NETDEV).key(42);
          for (int i = 0; i < 2; i++) {
            m.addHost(
                new MeshHost(
                    "kvm" + (i + 1),
                    HOST.get(i).endpoint(),
                    IpAddresses.parse("10.9.1." + (i + 1))));
          }
        });
  }

  private static ConfirmedChange confirmed(MeshHost host, OvsdbDatabase database) {
    return ConfirmedChange.on(database, HostShell.local()).server(host.database().toString());
  }

  private static boolean joined() {
    return GUEST.get(0).pings("192.168.8.2");
  }

  private static List<String> ports() {
    return HOST.stream().map(host -> host.vsctl("list-ports", "br-lan")).toList();
  }

  private static List<String> guests() {
    return GUEST.stream().map(SwitchHost.Guest::port).toList();
  }

  @Test
  void aMeshThatNobodyConfirms_isTakenBackByEachHost() {
    try (PendingMesh change = mesh().tryApply(Duration.ofSeconds(10), PendingMeshTest::confirmed)) {
      assertThat(change.report().hosts()).noneMatch(host -> host.changes().isEmpty());

      SystemPacer.INSTANCE.await(
          Subject.NONE,
          "the hosts",
          Duration.ofMinutes(2),
          () -> ports().equals(guests()) ? Optional.of(true) : Optional.empty(),
          () -> ports().toString());

      assertThatThrownBy(change::confirm).isInstanceOf(ChangeRevertedException.class);
    }
    assertThat(ports()).isEqualTo(guests());
  }

  @Test
  void confirm_keepsItOnAllHosts() {
    try (PendingMesh change = mesh().tryApply(LONG, PendingMeshTest::confirmed)) {
      change.confirmOnce(PendingMeshTest::joined);
      change.confirm();
    }

    assertThat(GUEST.get(0).reaches("192.168.8.2")).isTrue();
    assertThat(mesh().plan().inSync()).isTrue();
    HOST.forEach(
        host ->
            assertThat(host.vsctl("get", "open_vswitch", ".", "external_ids"))
                .doesNotContain("kvmsdk-unconfirmed"));
  }

  @Test
  void confirm_whenOneHostHasTakenItBack_takesItBackOnAll() throws IOException {
    try (PendingMesh change = mesh().tryApply(LONG, PendingMeshTest::confirmed)) {
      takesItBack(HOST.get(1));

      assertThatThrownBy(change::confirm)
          .isInstanceOf(ChangeRevertedException.class)
          .cause()
          .hasMessageContaining("kvm2");
    }

    assertThat(ports()).isEqualTo(guests());
  }

  /** What the host would do at the end of the window. */
  private static void takesItBack(SwitchHost host) throws IOException {
    String token =
        host.vsctl("get", "open_vswitch", ".", "external_ids:kvmsdk-unconfirmed").replace("\"", "");
    Path transaction = Path.of("/run/kvmsdk-revert-" + token, "transaction");
    Tool.run("ovsdb-client", "transact", host.endpoint(), Files.readString(transaction)).orFail();
  }

  @Test
  void close_takesItBackAtOnce() {
    mesh().tryApply(LONG, PendingMeshTest::confirmed).close();

    assertThat(ports()).isEqualTo(guests());
  }

  @Test
  void tryApply_whenOneHostCannotBePrepared_changesNone() {
    HostShell dead =
        program -> {
          throw new KvmException(Subject.NONE, "no way in", "");
        };
    assertThatThrownBy(
            () ->
                mesh()
                    .tryApply(
                        LONG,
                        (host, database) ->
                            host.name().equals("kvm2")
                                ? ConfirmedChange.on(database, dead)
                                : confirmed(host, database)))
        .hasMessageContaining("kvm2")
        .hasMessageContaining("no way in")
        .hasMessageContaining("Nothing was changed");

    assertThat(ports()).isEqualTo(guests());
  }
}
