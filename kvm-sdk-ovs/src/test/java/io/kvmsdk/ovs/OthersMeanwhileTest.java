package io.kvmsdk.ovs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmsdk.change.Change;
import io.kvmsdk.error.Subject;
import io.kvmsdk.ovs.ovsdb.Condition;
import io.kvmsdk.ovs.ovsdb.Operation;
import io.kvmsdk.ovs.ovsdb.OvsdbEndpoint;
import io.kvmsdk.ovs.ovsdb.Value;
import io.kvmsdk.testkit.ovsdb.FakeOvsdbServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What others do to a switch between the steps of a change. */
class OthersMeanwhileTest {
  private static final String OVS = "Open_vSwitch";

  private FakeOvsdbServer server;
  private OpenVSwitch ovs;
  private OpenVSwitch others;

  @BeforeEach
  void start() {
    server = FakeOvsdbServer.openVSwitch();
    server.vswitchd().missing("eth9");
    ovs = OpenVSwitch.connect(OvsdbEndpoint.parse(server.endpoint()));
    others = OpenVSwitch.connect(OvsdbEndpoint.parse(server.endpoint())).noWait();
    ovs.apply(b -> b.name("br0").port(p -> p.name("eth0").vlan(Vlan.access(1))));
  }

  @AfterEach
  void stop() {
    others.close();
    ovs.close();
    server.close();
  }

  @Test
  void aBridgeThatOthersUse_isNotTakenBack_onlyTheFailedPort() {
    failing(
        b -> b.name("br1").port(p -> p.name("eth9")),
        () -> others.bridges().get("br1").addPort(p -> p.name("eth5")));
    assertThat(names("Bridge")).contains("br1");
    assertThat(names("Port")).contains("br1", "eth5").doesNotContain("eth9");
  }

  @Test
  void keysThatOthersSet_stay_whereAChangeOfTheSameMapIsTakenBack() {
    ovs.apply(b -> b.name("br0").otherConfig(Map.of("mine", "old")));
    failing(
        b -> b.name("br0").otherConfig(Map.of("mine", "new")).port(p -> p.name("eth9")),
        () -> others.apply(b -> b.name("br0").otherConfig(Map.of("theirs", "1"))));
    assertThat(config()).isEqualTo(Map.of("mine", "old", "theirs", "1"));
  }

  @Test
  void whatOthersChangedSince_isNotTakenBack() {
    failing(
        b -> b.name("br0").port(p -> p.name("eth0").vlan(Vlan.access(2))).port(p -> p.name("eth9")),
        () -> others.bridges().get("br0").addPort(p -> p.name("eth0").vlan(Vlan.access(3))));
    assertThat(server.rows(OVS, "Port")).extracting("tag").contains(3L).doesNotContain(1L);
  }

  @Test
  void aPortThatOthersDeleteAtOnce_isNoFailure() {
    Future<List<Change>> change =
        meanwhile(
            () -> ovs.apply(b -> b.name("br1").addPort("eth1", InterfaceType.system())),
            () -> others.bridges().get("br1").deletePort("eth1"));
    assertThat(done(change)).isNotEmpty();
    assertThat(names("Port")).contains("br1").doesNotContain("eth1");
  }

  @Test
  void keysThatOthersSetEachTime_areInNobodysWay() {
    AtomicInteger times = new AtomicInteger();
    BridgeSpec spec = BridgeSpec.builder().name("br0").otherConfig(Map.of("mine", "1")).build();
    SwitchUpdate update =
        ovs.update(
            (state, draft) -> {
              others.apply(
                  b -> b.name("br0").otherConfig(Map.of("n", "" + times.incrementAndGet())));
              new BridgePlanner(state, draft).plan(spec);
            });
    ovs.applied(update);
    assertThat(times).hasValue(1);
    assertThat(config()).isEqualTo(Map.of("mine", "1", "n", "1"));
  }

  @Test
  void theSameKey_setByOthersMeanwhile_isPlannedAnew() {
    AtomicInteger times = new AtomicInteger();
    BridgeSpec spec = BridgeSpec.builder().name("br0").otherConfig(Map.of("k", "mine")).build();
    SwitchUpdate update =
        ovs.update(
            (state, draft) -> {
              if (times.incrementAndGet() < 3) {
                others.apply(b -> b.name("br0").otherConfig(Map.of("k", "theirs" + times)));
              }
              new BridgePlanner(state, draft).plan(spec);
            });
    ovs.applied(update);
    assertThat(times).hasValue(3);
    assertThat(config()).isEqualTo(Map.of("k", "mine"));
  }

  @Test
  void aShapingThatOthersShareMeanwhile_isPlannedAnew() {
    ovs.apply(
        b -> b.name("br0").port(p -> p.name("eth1").qos(QosSpec.builder().maxRate(9000).build())));
    AtomicInteger times = new AtomicInteger();
    SwitchUpdate update =
        ovs.update(
            (state, draft) -> {
              new BridgePlanner(state, draft).deletePort("eth1", state.bridge("br0").orElseThrow());
              if (times.incrementAndGet() == 1) {
                others
                    .database()
                    .transact(
                        Operation.update(
                            "Port",
                            Map.of("qos", Value.of(qos("eth1"))),
                            Condition.equal("name", "eth0")));
              }
            });
    ovs.applied(update);
    assertThat(names("Port")).doesNotContain("eth1");
    assertThat(server.rows(OVS, "QoS")).hasSize(1);
  }

  @Test
  void aServerThatIsRestarted_whileTheSwitchIsAtIt_isWaitedFor() {
    Future<List<Change>> change =
        meanwhile(
            () -> ovs.apply(b -> b.name("br1").addPort("eth1", InterfaceType.system())),
            () -> server.dropConnections());
    assertThat(done(change)).isNotEmpty();
  }

  private void failing(Consumer<BridgeSpec.Builder> bridge, Runnable meanwhile) {
    Future<List<Change>> change = meanwhile(() -> ovs.apply(bridge), meanwhile);
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> change.get(1, TimeUnit.MINUTES))
        .withCauseInstanceOf(InterfaceFailedException.class)
        .withMessageContaining("eth9");
  }

  /** Does a change, and something else once the database has it, but ovs-vswitchd has not. */
  private Future<List<Change>> meanwhile(Supplier<List<Change>> change, Runnable work) {
    server.vswitchd().pause();
    long before = server.transactions();
    Future<List<Change>> running = CompletableFuture.supplyAsync(change);
    SystemPacer.INSTANCE.await(
        Subject.NONE,
        "the change",
        Duration.ofMinutes(1),
        () -> server.transactions() > before ? Optional.of(true) : Optional.empty(),
        () -> "");
    work.run();
    server.vswitchd().resume();
    return running;
  }

  private static List<Change> done(Future<List<Change>> change) {
    try {
      return change.get(1, TimeUnit.MINUTES);
    } catch (Exception e) {
      throw new AssertionError("the change failed", e);
    }
  }

  private UUID qos(String port) {
    return others.database().read("Port").rows("Port").stream()
        .filter(row -> row.text("name").equals(port))
        .findFirst()
        .flatMap(row -> row.optionalUuid("qos"))
        .orElseThrow();
  }

  private Map<String, String> config() {
    return ovs.database().read("Bridge").rows("Bridge").iterator().next().map("other_config");
  }

  private List<Object> names(String table) {
    return server.rows(OVS, table).stream().map(row -> row.get("name")).toList();
  }
}
