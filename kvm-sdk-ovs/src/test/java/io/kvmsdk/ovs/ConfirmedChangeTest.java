package io.kvmsdk.ovs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.change.Update;
import io.kvmsdk.domain.ExecResult;
import io.kvmsdk.domain.ExecSpec;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.host.HostShell;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.ovs.ovsdb.Condition;
import io.kvmsdk.ovs.ovsdb.Mutation;
import io.kvmsdk.ovs.ovsdb.Operation;
import io.kvmsdk.ovs.ovsdb.OvsdbClient;
import io.kvmsdk.ovs.ovsdb.OvsdbDatabase;
import io.kvmsdk.ovs.ovsdb.OvsdbEndpoint;
import io.kvmsdk.ovs.ovsdb.OvsdbException;
import io.kvmsdk.ovs.ovsdb.OvsdbServer;
import io.kvmsdk.ovs.ovsdb.Value;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is left after a change that was confirmed, forgotten, or cut off, as ovs-vsctl sees it. */
@RequiresTool(
    value = {"ovsdb-server", "--version"},
    debianPackage = "openvswitch-switch")
@Timeout(180)
class ConfirmedChangeTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofSeconds(6);

  @TempDir static Path folder;

  private static OvsdbServer server;

  private OvsdbClient client;
  private OvsdbDatabase database;
  private String before;

  @BeforeAll
  static void startServer() throws IOException {
    server = OvsdbServer.start(folder, OvsdbServer.OPEN_VSWITCH);
    vsctl("init");
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void connect() {
    vsctl("add-br", "br0", "--", "add-port", "br0", "eth7", "tag=7");
    vsctl("set", "bridge", "br0", "fail_mode=secure", "other-config:hwaddr=02:00:00:00:00:01");
    before = state();
    client = OvsdbClient.connect(server.unix(), LONG);
    database = client.database("Open_vSwitch");
  }

  @AfterEach
  void close() {
    client.close();
    vsctl("emer-reset");
    vsctl("--if-exists", "del-br", "br0", "--", "--if-exists", "del-br", "br1");
    awaitNoTimers();
  }

  private static void awaitNoTimers() {
    SystemPacer.INSTANCE.await(
        Subject.NONE,
        "that nothing sleeps on the host",
        Duration.ofMinutes(2),
        () -> timers().isEmpty() ? Optional.of(true) : Optional.empty(),
        () -> timers().toString());
  }

  private static String vsctl(String... words) {
    List<Object> command = new ArrayList<>(List.of("ovs-vsctl", "--no-wait"));
    command.add("--db=" + server.unix());
    command.addAll(List.of(words));
    return Tool.run(command.toArray()).orFail().output().strip();
  }

  /** All that the switch is told to be, without what counts its changes. */
  private static String state() {
    return Stream.of("bridge", "port", "interface")
            .map(table -> vsctl("list", table))
            .flatMap(String::lines)
            .sorted()
            .toList()
        + vsctl("get", "open_vswitch", ".", "bridges", "other_config");
  }

  /** What waits for this test's server: other tests may have reverts on this host, too. */
  private static List<String> timers() {
    return ProcessHandle.allProcesses()
        .map(process -> process.info().commandLine().orElse(""))
        .filter(line -> line.contains("kvmsdk-revert-") && line.contains(server.unix().toString()))
        .toList();
  }

  private ConfirmedChange changes() {
    return changes(HostShell.local());
  }

  private ConfirmedChange changes(HostShell shell) {
    return ConfirmedChange.on(database, shell).server(server.unix().toString()).withoutWaiting();
  }

  @Test
  void confirm_whenAnotherProgramMadeTheChange_keepsIt() {
    changes().apply(upheaval(database), LONG);
    String after = state();
    String token = changes().unconfirmed().orElseThrow();

    assertThatThrownBy(() -> changes().confirm(UUID.randomUUID().toString()))
        .isInstanceOf(ConflictException.class);
    changes().confirm(token);

    assertThat(changes().unconfirmed()).isEmpty();
    assertThat(state()).isEqualTo(after).isNotEqualTo(before);
    assertThatThrownBy(() -> changes().confirm(token)).isInstanceOf(ConflictException.class);
  }

  /** Takes a port away, changes scalars, sets and maps, and makes a bridge: all a change can do. */
  static List<Operation> upheaval(OvsdbDatabase database) {
    UUID switchRow = Token.row(database);
    UUID bridge = row(database, "Bridge", "br0");
    UUID port = row(database, "Port", "eth7");
    return List.of(
        Operation.mutate("Bridge", List.of(Mutation.delete("ports", port)), Condition.uuid(bridge)),
        Operation.update(
            "Bridge",
            Map.of(
                "fail_mode", Value.of("standalone"),
                "other_config", Value.map(Map.of("hwaddr", "02:00:00:00:00:02", "new", "1"))),
            Condition.uuid(bridge)),
        Operation.insert("Interface", Map.of("name", Value.of("br1"), "type", Value.of("internal")))
            .named("i"),
        Operation.insert("Port", Map.of("name", Value.of("br1"), "interfaces", named("i")))
            .named("p"),
        Operation.insert("Bridge", Map.of("name", Value.of("br1"), "ports", named("p"))).named("b"),
        Operation.mutate(
            "Open_vSwitch",
            List.of(Mutation.insert("bridges", named("b"))),
            Condition.uuid(switchRow)));
  }

  private static Value named(String name) {
    return Value.of(new io.kvmsdk.ovs.ovsdb.Atom.Named(name));
  }

  private static UUID row(OvsdbDatabase database, String table, String name) {
    return database.read(table).rows(table).stream()
        .filter(row -> row.text("name").equals(name))
        .findFirst()
        .orElseThrow()
        .uuid();
  }

  private void awaitState(String wanted) {
    SystemPacer.INSTANCE.await(
        Subject.NONE,
        "the revert",
        Duration.ofMinutes(2),
        () -> state().equals(wanted) ? Optional.of(true) : Optional.empty(),
        ConfirmedChangeTest::state);
  }

  @Test
  void confirm_keepsTheChange_andLeavesNothingBehind() {
    PendingChange change = changes().apply(upheaval(database), LONG);
    assertThat(changes().unconfirmed()).contains(change.token());

    change.confirm();
    change.confirm();
    change.close();

    assertThat(vsctl("list-br").lines()).containsExactly("br0", "br1");
    assertThat(vsctl("list-ports", "br0")).isEmpty();
    assertThat(vsctl("get", "open_vswitch", ".", "external_ids")).doesNotContain("kvmsdk");
  }

  @Test
  void revert_leavesAllAsItWas() {
    PendingChange change = changes().apply(upheaval(database), LONG);
    assertThat(state()).isNotEqualTo(before);

    change.revert();

    assertThat(state()).isEqualTo(before);
    assertThatThrownBy(change::revert).isInstanceOf(ConflictException.class);
  }

  @Test
  void aChangeThatNobodyConfirms_isTakenBackByTheHost() {
    PendingChange change = changes().apply(upheaval(database), SHORT);

    awaitState(before);

    assertThatThrownBy(change::confirm)
        .isInstanceOf(ChangeRevertedException.class)
        .hasMessageContaining("not confirmed in time");
    assertThat(state()).isEqualTo(before);
  }

  @Test
  void aChange_whoseProcessDies_isTakenBackByTheHost() throws Exception {
    Process other = fork();
    try {
      assertThat(other.inputReader().readLine()).isEqualTo("applied");
      assertThat(state()).isNotEqualTo(before);
    } finally {
      other.destroyForcibly().waitFor();
    }

    awaitState(before);
  }

  private static Process fork() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            String.join(
                File.pathSeparator,
                "target/test-classes",
                "target/classes",
                System.getProperty("java.class.path")),
            Other.class.getName(),
            server.unix().toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Another process, which applies a change and then hangs. */
  static final class Other {
    private Other() {}

    public static void main(String... args) throws IOException {
      OvsdbClient client = OvsdbClient.connect(OvsdbEndpoint.parse(args[0]), LONG);
      OvsdbDatabase database = client.database("Open_vSwitch");
      ConfirmedChange.on(database, HostShell.local())
          .server(args[0])
          .withoutWaiting()
          .apply(upheaval(database), Duration.ofSeconds(15));
      System.out.println("applied");
      System.in.read();
    }
  }

  @Test
  void theWayBack_isArmed_beforeAnythingChanges() {
    List<String> seen = new ArrayList<>();
    HostShell watched =
        program -> {
          ExecResult answer = HostShell.local().exec(program);
          seen.add(state());
          return answer;
        };

    changes(watched).apply(upheaval(database), LONG).confirm();

    assertThat(seen.get(0)).isEqualTo(before);
    assertThat(seen).hasSize(2);
  }

  @Test
  void aHostThatCannotBeArmed_isNotChanged() {
    HostShell dead =
        program -> {
          throw new KvmException(Subject.NONE, "no way in", "");
        };
    assertThatThrownBy(() -> changes(dead).apply(upheaval(database), LONG))
        .hasMessageContaining("no way in");
    assertThatThrownBy(() -> changes().server("unix:/nowhere").apply(upheaval(database), LONG))
        .isInstanceOf(KvmException.class);

    assertThat(state()).isEqualTo(before);
    assertThat(changes().unconfirmed()).isEmpty();
  }

  @Test
  void aChangeThatTheDatabaseRefuses_isNotArmed() {
    List<Operation> wrong =
        List.of(Operation.insert("Bridge", Map.of("no_such_column", Value.of(1))));
    List<Operation> twice = new ArrayList<>(upheaval(database));
    twice.set(4, Operation.insert("Bridge", Map.of("name", Value.of("br0"))).named("b"));

    assertThatThrownBy(() -> changes().apply(wrong, LONG)).isInstanceOf(KvmException.class);
    assertThatThrownBy(() -> changes().apply(twice, LONG)).isInstanceOf(OvsdbException.class);

    assertThat(state()).isEqualTo(before);
  }

  @Test
  void aSecondChange_waitsForTheFirst() {
    try (PendingChange first = changes().apply(upheaval(database), LONG)) {
      assertThatThrownBy(() -> changes().apply(List.of(), LONG))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining(first.token());
    }
    assertThat(state()).isEqualTo(before);
  }

  @Test
  void aScript_canBeTakenBack_alsoWhereItChangesTheSwitchItself() {
    vsctl("set", "open_vswitch", ".", "external_ids:owner=us");
    VsctlPlan script =
        VsctlScript.parse(
                "ovs-vsctl set open_vswitch . external_ids:owner=them -- del-br br0 -- add-br br1")
            .plan(database);

    PendingChange change = changes().apply(script.operations(), LONG);
    assertThat(vsctl("list-br")).isEqualTo("br1");
    assertThat(vsctl("get", "open_vswitch", ".", "external_ids:owner")).isEqualTo("them");
    change.revert();

    assertThat(state()).isEqualTo(before);
    assertThat(vsctl("get", "open_vswitch", ".", "external_ids:owner")).isEqualTo("us");
  }

  @Test
  void whatOthersDoMeanwhile_stays() {
    PendingChange change = changes().apply(upheaval(database), LONG);
    vsctl("add-port", "br0", "eth8");
    vsctl("set", "bridge", "br0", "other-config:theirs=1");

    change.revert();

    assertThat(vsctl("list-ports", "br0").lines()).containsExactly("eth7", "eth8");
    assertThat(vsctl("get", "bridge", "br0", "other_config"))
        .isEqualTo("{hwaddr=\"02:00:00:00:00:01\", theirs=\"1\"}");
  }

  @Test
  void whatOthersHaveMadeAgain_isInNobodysWay() {
    PendingChange change = changes().apply(upheaval(database), LONG);
    vsctl("add-port", "br0", "eth7", "tag=9");

    change.revert();

    assertTakenBackButThePort();
  }

  @Test
  void whatOthersHaveMadeAgain_isNotInTheHostsWay() {
    changes().apply(upheaval(database), SHORT.multipliedBy(2));
    vsctl("add-port", "br0", "eth7", "tag=9");

    awaitNoTimers();

    assertTakenBackButThePort();
  }

  private void assertTakenBackButThePort() {
    assertThat(vsctl("list-br")).isEqualTo("br0");
    assertThat(vsctl("get", "bridge", "br0", "fail_mode")).isEqualTo("secure");
    assertThat(vsctl("get", "port", "eth7", "tag")).isEqualTo("9");
    assertThat(changes().unconfirmed()).isEmpty();
  }

  @Test
  void apply_withACheckThatHolds_confirms() {
    changes().apply(upheaval(database), LONG, () -> vsctl("list-br").contains("br1"));

    assertThat(state()).isNotEqualTo(before);
    assertThat(changes().unconfirmed()).isEmpty();
  }

  @Test
  void apply_withACheckThatNeverHolds_takesItBack() {
    assertThatThrownBy(
            () ->
                changes()
                    .apply(
                        upheaval(database),
                        Duration.ofSeconds(5),
                        () -> {
                          throw new IOException("no route");
                        }))
        .isInstanceOf(ChangeRevertedException.class);

    assertThat(state()).isEqualTo(before);
  }

  /** As where other hosts take long to arm, or the machine was asleep. */
  @Test
  void aChangeThatComesTooLate_isNotMade() {
    HostShell slow =
        program -> {
          ExecResult answer = HostShell.local().exec(program);
          awaitNoTimers();
          return answer;
        };

    assertThatThrownBy(() -> changes(slow).apply(upheaval(database), Duration.ofSeconds(1)))
        .isInstanceOf(ChangeRevertedException.class);

    assertThat(state()).isEqualTo(before);
    assertThat(changes().unconfirmed()).isEmpty();
  }

  @Test
  void aHostThatLooksForItsTimerTooLate_saysSo_andDoesNotWaitForIt() {
    HostShell heldUp = program -> HostShell.local().exec(heldUp(program));

    assertThatThrownBy(() -> changes(heldUp).apply(upheaval(database), Duration.ofSeconds(1)))
        .isInstanceOf(ChangeRevertedException.class);

    assertThat(state()).isEqualTo(before);
  }

  /** Until the window has passed, and the timer has gone with its folder. */
  private static ExecSpec heldUp(ExecSpec program) {
    String wait = "while [ -d \"$dir\" ]; do sleep 0.1; done; until ";
    return program.toBuilder()
        .command(program.command().stream().map(w -> w.replace("until ", wait)).toList())
        .build();
  }

  @Test
  void revert_restoresTheMirrorsOfAPort() {
    vsctl(
        ("-- --id=@p get port eth7 -- --id=@b get port br0"
                + " -- --id=@m create mirror name=m0 output-port=@p select_src_port=@p,@b"
                + " -- set bridge br0 mirrors=@m")
            .split(" "));
    String mirror = vsctl("list", "mirror", "m0");
    String all = state();

    try (PendingChange change = changes().apply(upheaval(database), LONG)) {
      assertThat(vsctl("get", "mirror", "m0", "output_port")).isEqualTo("[]");
    }

    assertThat(vsctl("list", "mirror", "m0")).isEqualTo(mirror);
    assertThat(state()).isEqualTo(all);
  }

  @Test
  void aPlanThatIsOutdated_isAConflict() {
    OpenVSwitch ovs = OpenVSwitch.of(database);
    Update plan = ovs.plan(b -> b.name("br0").failMode(FailMode.STANDALONE));
    vsctl("del-fail-mode", "br0");
    String now = state();

    assertThatThrownBy(() -> changes().apply(plan, LONG)).isInstanceOf(ConflictException.class);

    assertThat(state()).isEqualTo(now);
  }

  @Test
  void whatOthersChange_whileTheHostIsArmed_isAConflict() {
    assertConflict("set", "bridge", "br0", "fail_mode=standalone");
    assertConflict("del-br", "br0", "--", "add-br", "br0");
    assertConflict(
        "--may-exist", "add-br", "br2", "--", "set", "bridge", "br2", "fail_mode=secure");
    vsctl("del-br", "br2");
    vsctl("set", "bridge", "br0", "external_ids:theirs=1");
    assertConflict("set", "bridge", "br0", "external_ids:theirs=2");
  }

  private void assertConflict(String... others) {
    Value ours = Value.map(Map.of("ours", "1"));
    Map<String, Value> columns = Map.of("fail_mode", Value.set(), "external_ids", ours);
    Operation change = Operation.update("Bridge", columns, Condition.equal("fail_mode", "secure"));
    vsctl("set", "bridge", "br0", "fail_mode=secure");
    HostShell slow =
        program -> {
          vsctl(others);
          return HostShell.local().exec(program);
        };
    assertThatThrownBy(() -> changes(slow).apply(List.of(change), LONG))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("somebody else has changed");
    assertThat(vsctl("get", "bridge", "br0", "external_ids")).doesNotContain("ours");
    assertThat(changes().unconfirmed()).isEmpty();
    awaitNoTimers();
  }
}
