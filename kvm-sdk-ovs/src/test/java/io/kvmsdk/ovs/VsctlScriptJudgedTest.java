package io.kvmsdk.ovs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.ovs.ovsdb.Operation;
import io.kvmsdk.ovs.ovsdb.OvsdbClient;
import io.kvmsdk.ovs.ovsdb.OvsdbDatabase;
import io.kvmsdk.ovs.ovsdb.OvsdbException;
import io.kvmsdk.ovs.ovsdb.OvsdbServer;
import io.kvmsdk.ovs.ovsdb.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ovs-vsctl and ovsdb-tool judge what scripts do to a real database. */
@RequiresTool(
    value = {"ovs-vsctl", "--version"},
    debianPackage = "openvswitch-switch")
class VsctlScriptJudgedTest {
  private static final Duration SHORT = Duration.ofMillis(200);

  @TempDir static Path folder;
  private static OvsdbServer server;
  private static OvsdbClient client;
  private static OvsdbDatabase db;

  @BeforeAll
  static void start() throws IOException {
    server = OvsdbServer.start(folder, OvsdbServer.OPEN_VSWITCH);
    client = OvsdbClient.connect(server.unix(), Duration.ofSeconds(30));
    db = client.database("Open_vSwitch");
    vsctl("init");
  }

  @BeforeEach
  void removeBridges() {
    db.transact(Operation.update("Open_vSwitch", Map.of("bridges", Value.set())));
  }

  @AfterAll
  static void stop() {
    if (client != null) {
      client.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private String run(String script) {
    return Stream.of(VsctlScript.parse(script).noWait().run(db))
        .flatMap(List::stream)
        .map(VsctlOutput::text)
        .reduce("", String::concat);
  }

  private static String vsctl(String... words) {
    String[] command = new String[words.length + 3];
    command[0] = "ovs-vsctl";
    command[1] = "--db=unix:" + folder.resolve("db.sock");
    command[2] = "--no-wait";
    System.arraycopy(words, 0, command, 3, words.length);
    return Tool.run((Object[]) command).orFail().output();
  }

  private long records() {
    return Tool.run("ovsdb-tool", "show-log", folder.resolve("kvmsdk.db"))
        .orFail()
        .output()
        .lines()
        .filter(line -> line.startsWith("record "))
        .count();
  }

  @Test
  void run_whenItIsKvmCratesExample_isOneTransactionOfTheSameMeaning() {
    long before = records();
    run(VsctlScriptTest.KVM_CRATE);
    assertThat(records()).isEqualTo(before + 1);
    assertThat(vsctl("list-br")).isEqualTo("ovsbr0\novsbr1\n");
    assertThat(vsctl("list-ports", "ovsbr0")).isEqualTo("eth0\novshost0\n");
    assertThat(vsctl("list-ports", "ovsbr1")).isEqualTo("ovshost1\n");
    assertThat(vsctl("get", "interface", "eth0", "type")).isEqualTo("\"\"\n");
    for (String own : List.of("ovsbr0", "ovsbr1", "ovshost0", "ovshost1")) {
      assertThat(vsctl("get", "interface", own, "type")).isEqualTo("internal\n");
    }
  }

  @Test
  void run_whenAZoneIsBeyondAllBounds_isNotThereAsForOvsVsctl() {
    vsctl(
        "set",
        "open",
        ".",
        "datapaths:dp=@d",
        "--",
        "--id=@d",
        "create",
        "datapath",
        "datapath_version=1");
    vsctl("--if-exists", "del-zone-tp", "dp", "zone=70000");
    run("ovs-vsctl --if-exists del-zone-tp dp zone=70000");
    assertThatExceptionOfType(NotFoundException.class)
        .isThrownBy(() -> run("ovs-vsctl del-zone-tp dp zone=70000"))
        .withMessageContaining("zone id 70000 does not exist");
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> run("ovs-vsctl add-zone-tp dp zone=70000 icmp_first=3"))
        .withMessageContaining("not in the valid range");
    vsctl("clear", "open", ".", "datapaths");
  }

  @Test
  void plan_beforeItIsRun_tellsWhatWillChangeAndChangesNothing() {
    run("ovs-vsctl add-br br0");
    VsctlPlan plan =
        VsctlScript.parse(
                "ovs-vsctl add-port br0 g0 -- set interface g0 type=gre options:psk=secret"
                    + " options:remote_ip=192.0.2.1 -- set bridge br0 stp_enable=true")
            .plan(db);
    assertThat(plan.toString().lines())
        .containsExactlyInAnyOrder(
            "LIVE      Bridge 'br0': ports +g0, stp_enable: false -> true",
            "CREATE    Port 'g0': make, interfaces=g0",
            "CREATE    Interface 'g0': make, options={psk=…, remote_ip=192.0.2.1}, type=gre");
    assertThat(plan.empty()).isFalse();
    assertThat(vsctl("list-ports", "br0")).isEmpty();
    assertThat(VsctlScript.parse("ovs-vsctl del-br br0").plan(db).toString().lines())
        .contains("DELETE    Bridge 'br0': delete", "DELETE    Interface 'br0': delete");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--may-exist add-br br1",
        "--may-exist add-port br0 eth1 tag=7",
        "--may-exist add-bond br0 bond1 eth2 eth3 lacp=active",
        "--if-exists del-br br9",
        "--if-exists del-port br0 eth9",
        "--if-exists set port eth9 tag=3",
        "set bridge br0 other_config:a=b fail_mode=secure",
        "add bridge br0 other_config c=d",
        "add port eth0 trunks 1,2,3",
        "remove bridge br0 other_config zz",
        "clear port eth0 tag",
        "set-fail-mode br0 secure",
        "del-fail-mode br0",
        "del-controller br0",
        "set-controller br0 tcp:192.0.2.1 ssl:192.0.2.2:6653",
        "--inactivity-probe=3000 set-controller br0 tcp:192.0.2.1",
        "--inactivity-probe=3000 set-manager ptcp:6640:127.0.0.1",
        "set-manager ptcp:6640:127.0.0.1 ptcp:6641:127.0.0.1",
        "del-manager",
        "--bootstrap set-ssl /key /certificate /ca",
        "set-ssl /key /certificate /ca",
        "del-ssl",
        "--may-exist add-br vlan5 br0 5",
        "--may-exist add-bond-iface bond0 eth5",
        "--if-exists del-bond-iface bond0 eth5",
        "--if-exists del-bond-iface bond0 i2",
        "--if-exists --with-iface del-port i1",
        "add-aa-mapping br0 100 5",
        "del-aa-mapping br0 100 5",
        "--may-exist add-zone-tp netdev zone=1 icmp_first=3 tcp_close=7",
        "--if-exists del-zone-tp netdev zone=1",
        "--if-exists destroy port eth9",
        "--if-exists add port eth9 trunks 1",
        "--if-exists remove port eth9 trunks 1",
        "--if-exists clear port eth9 trunks",
        "--all destroy qos",
        "remove port eth0 trunks 1",
        "br-set-external-id br0 a b",
        "br-set-external-id br0 a",
        "list-br",
        "br-exists br0",
        "br-to-vlan br0",
        "br-to-parent br0",
        "br-get-external-id br0",
        "list-ports br0",
        "port-to-br eth0",
        "list-ifaces br0",
        "iface-to-br eth0",
        "get-controller br0",
        "get-fail-mode br0",
        "get-manager",
        "get-ssl",
        "get-aa-mapping br0",
        "list-zone-tp netdev",
        "list-dp-cap netdev",
        "get bridge br0 name",
        "list interface",
        "--columns=name find port tag=3",
        "wait-until bridge br0 name=br0",
        "comment why",
        "show",
        "init",
      })
  void run_whenDoneTwice_commitsNothingTheSecondTime(String command) {
    run(
        "ovs-vsctl add-br br0; ovs-vsctl add-port br0 eth0; ovs-vsctl add-bond br0 bond0 i1 i2 i3;"
            + " ovs-vsctl set open . datapaths:netdev=@d -- --id=@d create datapath"
            + " datapath_version=x");
    run("ovs-vsctl -- " + command);
    long before = records();
    run("ovs-vsctl -- " + command);
    assertThat(records()).isEqualTo(before);
    assertThat(VsctlScript.parse("ovs-vsctl -- " + command).plan(db).empty()).isTrue();
  }

  @Test
  void run_whenTheScriptLogsEachStep_readsOverItWhenAsked() {
    String script = VsctlScriptTest.KVM_CRATE.replaceAll("(?m);?$", " >> /tmp/ovs.log 2>&1;");
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> VsctlScript.parse(script))
        .withMessageContaining("'>>' is a redirection");
    long before = records();
    VsctlScript.parse(script, VsctlScript.Leniency.IGNORE_REDIRECTIONS).noWait().run(db);
    assertThat(records()).isEqualTo(before + 1);
    assertThat(vsctl("list-ports", "ovsbr0")).isEqualTo("eth0\novshost0\n");
  }

  @Test
  void run_whenItWaitsInVain_saysForWhatAndChangesNothing() {
    VsctlScript script =
        VsctlScript.parse("ovs-vsctl wait-until bridge br7 -- add-br br8").timeout(SHORT);
    assertThatExceptionOfType(ConflictException.class)
        .isThrownBy(() -> script.plan(db))
        .withMessageContaining("line 1: wait-until bridge br7': there is no such record yet");
    assertThatExceptionOfType(TimedOutException.class)
        .isThrownBy(() -> script.noWait().run(db))
        .withMessageContaining("line 1: wait-until bridge br7': there is no such record yet");
    assertThat(vsctl("list-br")).isEmpty();
  }

  @Test
  void run_whenItWaitsForWhatItHasNotCommittedYet_isRefusedAtOnce() {
    refused(
        ConflictException.class,
        "ovs-vsctl add-br br0\novs-vsctl wait-until interface br0 ofport=1",
        "it is not so yet, and what the calls before it do is committed with it, not before: make"
            + " it a script of its own");
    run("ovs-vsctl add-br br0\novs-vsctl wait-until bridge br0");
    assertThat(vsctl("list-br")).isEqualTo("br0\n");
  }

  private void refused(Class<? extends KvmException> kind, String script, String problem) {
    long before = records();
    assertThatExceptionOfType(kind)
        .isThrownBy(() -> run(script))
        .satisfies(e -> assertThat(e.problem()).isEqualTo(problem));
    assertThat(records()).isEqualTo(before);
  }

  @Test
  void run_whenACommandCannotBeDone_saysSoInOvsVsctlsWords() {
    run("ovs-vsctl add-br br0; ovs-vsctl add-br br1; ovs-vsctl add-port br0 eth0");
    refused(
        AlreadyExistsException.class,
        "ovs-vsctl add-br br0",
        "cannot create a bridge named br0 because a bridge named br0 already exists");
    refused(
        AlreadyExistsException.class,
        "ovs-vsctl add-br br2; ovs-vsctl add-port br1 eth0",
        "cannot create a port named eth0 because a port named eth0 already exists on bridge br0");
    refused(
        ConflictException.class,
        "ovs-vsctl --may-exist add-port br1 eth0",
        "\"--may-exist add-port br1 eth0\" but eth0 is actually attached to bridge br0");
    refused(NotFoundException.class, "ovs-vsctl br-exists br9", "no bridge named br9");
    refused(
        NotFoundException.class,
        "ovs-vsctl del-port br1 eth0",
        "bridge br1 does not have a port eth0");
    refused(
        NotFoundException.class, "ovs-vsctl set port eth9 tag=3", "no row \"eth9\" in table Port");
    refused(
        InvalidSpecException.class,
        "ovs-vsctl add-port br0 eth9 tag=5000",
        "constraint violation: 5000 is not in the valid range 0 to 4095 (inclusive)");
    refused(
        InvalidSpecException.class,
        "ovs-vsctl set port eth0 t=3",
        "Port contains more than one column whose name matches \"t\": tag, trunks");
  }

  @Test
  void run_whenACommandIsRefused_namesItsLine() {
    assertThatExceptionOfType(NotFoundException.class)
        .isThrownBy(() -> run("ovs-vsctl add-br a\n\novs-vsctl add-port b c"))
        .withMessage("ovs-vsctl command 'line 3: add-port b c': no bridge named b");
  }

  @Test
  void run_whenARowIsCreated_printsTheUuidThatItGot() {
    run("ovs-vsctl add-br br0; ovs-vsctl add-port br0 eth0");
    String uuid = run("ovs-vsctl -- --id=@q create qos type=linux-htb -- set port eth0 qos=@q");
    assertThat(uuid).isEqualTo(vsctl("get", "port", "eth0", "qos"));
    assertThat(run("ovs-vsctl --columns=type list qos " + uuid.strip()))
        .isEqualTo(vsctl("--columns=type", "list", "qos"));
  }

  @Test
  void run_whenTheScriptNamesAnOldTunnel_writesItAsGreOnlyWhenAsked() {
    String script =
        "ovs-vsctl add-br b -- add-port b g -- set interface g type=ipsec_gre options:psk=x";
    assertThat(VsctlScript.parse(script).plan(db).notes())
        .containsExactly(
            "Interface g: Open vSwitch has no type=ipsec_gre since 2.6; ask for it to be read as gre");
    VsctlScript.parse(script, VsctlScript.Leniency.IPSEC_GRE_AS_GRE).noWait().run(db);
    assertThat(vsctl("get", "interface", "g", "type")).isEqualTo("gre\n");
  }

  @Test
  void commit_whenWhatItReliedOnHasChanged_changesNothing() {
    run("ovs-vsctl add-br br0; ovs-vsctl add-port br0 eth0");
    VsctlPlan plan = VsctlScript.parse("ovs-vsctl get bridge br0 fail_mode -- del-br br0").plan(db);
    vsctl("set-fail-mode", "br0", "secure");
    assertThatExceptionOfType(OvsdbException.class)
        .isThrownBy(() -> plan.commit(db, Optional.empty(), false))
        .satisfies(e -> assertThat(SwitchCommit.guardFailed(e)).isTrue());
    assertThat(vsctl("list-br")).isEqualTo("br0\n");
  }

  @Test
  void run_whenOthersAddPortsAtTheSameTime_losesNone() {
    run("ovs-vsctl add-br br0");
    IntStream.range(0, 40)
        .parallel()
        .forEach(
            i -> run("ovs-vsctl add-port br0 p" + i + "; ovs-vsctl set port p" + i + " tag=5"));
    assertThat(vsctl("list-ports", "br0").lines()).hasSize(40);
  }

  @Test
  void operations_whenAPortIsAdded_doNotSendAllThePortsAgain() {
    run("ovs-vsctl add-br br0; ovs-vsctl add-port br0 eth0");
    assertThat(VsctlScript.parse("ovs-vsctl add-port br0 eth1").plan(db).operations())
        .filteredOn(Operation.Mutate.class::isInstance)
        .singleElement()
        .asString()
        .contains("ports insert")
        .doesNotContain("update");
  }

  @Test
  void run_whenNobodyCarriesItOut_saysSoInTime() {
    VsctlScript script = VsctlScript.parse("ovs-vsctl -t 1 add-br br0");
    assertThatExceptionOfType(TimedOutException.class)
        .isThrownBy(() -> script.run(db))
        .withMessageContaining("ovs-vswitchd");
    assertThat(vsctl("list-br")).isEqualTo("br0\n");
  }

  @Test
  void run_whenThereAreThousandPorts_isOneTransactionStill() {
    StringBuilder script = new StringBuilder("ovs-vsctl add-br br0\n");
    for (int i = 0; i < 1000; i++) {
      script.append("ovs-vsctl add-port br0 p").append(i).append(" tag=7\n");
    }
    long before = records();
    run(script.toString());
    assertThat(records()).isEqualTo(before + 1);
    assertThat(vsctl("list-ports", "br0").lines()).hasSize(1000);
  }
}
