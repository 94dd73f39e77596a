package io.kvmsdk.ovs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.ovs.ovsdb.Atom;
import io.kvmsdk.ovs.ovsdb.Mutation;
import io.kvmsdk.ovs.ovsdb.Operation;
import io.kvmsdk.ovs.ovsdb.OperationResult;
import io.kvmsdk.ovs.ovsdb.OvsdbServer;
import io.kvmsdk.ovs.ovsdb.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A commit returns once a real ovs-vswitchd has done what was committed. */
@RequiresSwitch
class SwitchCommitTest extends OneSwitch {
  private static final Duration DEADLINE = Duration.ofMinutes(1);

  @Test
  void commit_whenItReturns_isCarriedOut() {
    List<OperationResult> results = commit(bridge("done", "netdev", "internal"));
    assertThat(results).hasSize(4).last().satisfies(r -> assertThat(r.count()).hasValue(1));
    assertThat(host.appctl("dpif/show")).contains("done:");
  }

  @Test
  void commit_whenADeviceIsMissing_throwsWhatTheSwitchSays() {
    commit(bridge("missing", "netdev", "internal"));
    List<Operation> operations =
        List.of(
            Operation.insert("Interface", Map.of("name", Value.of("nodev"))).named("i"),
            Operation.insert(
                    "Port",
                    Map.of("name", Value.of("nodev"), "interfaces", Value.of(new Atom.Named("i"))))
                .named("p"),
            Operation.mutate(
                "Bridge",
                List.of(Mutation.insert("ports", new Atom.Named("p"))),
                io.kvmsdk.ovs.ovsdb.Condition.equal("name", "missing")));
    assertThatExceptionOfType(InterfaceFailedException.class)
        .isThrownBy(() -> commit(operations))
        .withMessageContaining("nodev: could not open network device nodev (No such device)")
        .satisfies(e -> assertThat(e.failures()).hasSize(1));
  }

  @Test
  void commit_whenTheBridgeHasNoDatapath_throwsThoughNoErrorIsSet() {
    assertThatExceptionOfType(InterfaceFailedException.class)
        .isThrownBy(() -> commit(bridge("nodp", "system", "internal")))
        .withMessageContaining("nodp")
        .withMessageContaining("netdev");
  }

  @Test
  void commit_whenNothingRefersToAnInterface_throws() {
    assertThatExceptionOfType(InterfaceFailedException.class)
        .isThrownBy(
            () ->
                commit(List.of(Operation.insert("Interface", Map.of("name", Value.of("orphan"))))))
        .withMessageContaining("no port of a bridge refers to it");
  }

  @Test
  void commit_whenNothingCarriesItOut_saysWhatIsLeft(@TempDir Path own) throws IOException {
    try (OvsdbServer server = OvsdbServer.start(own, OvsdbServer.OPEN_VSWITCH);
        OpenVSwitch idle = OpenVSwitch.connect(server.unix())) {
      idle.database().transact(Operation.insert("Open_vSwitch", Map.of()));
      assertThatExceptionOfType(TimedOutException.class)
          .isThrownBy(
              () -> new SwitchCommit(idle.database()).commit(List.of(), Duration.ofSeconds(1)))
          .withMessageContaining("ovs-vswitchd");
      assertThat(new SwitchCommit(idle.database()).commit(List.of())).isEmpty();
    }
  }

  @Test
  void aBridgeWhoseNewDatapathCannotBe_isAFailure_andStaysAsItWas() {
    ovs.apply(b -> b.name("moved").datapathType(DatapathType.NETDEV));
    assertThatExceptionOfType(InterfaceFailedException.class)
        .isThrownBy(() -> ovs.apply(b -> b.name("moved").datapathType(DatapathType.SYSTEM)))
        .withMessageContaining("moved");
    assertThat(host.vsctl("get", "Bridge", "moved", "datapath_type")).isEqualTo("netdev");
    ovs.apply(b -> b.name("moved").failMode(FailMode.SECURE));
    assertThat(host.vsctl("get", "Interface", "moved", "ofport")).isEqualTo("65534");
  }

  @Test
  void linuxsDatapath_isTheEmptyOne() {
    host.vsctl("--no-wait", "add-br", "linux");
    assertThat(ovs.plan(b -> b.name("linux").datapathType(DatapathType.SYSTEM)).changes())
        .isEmpty();
    host.vsctl("--no-wait", "set", "Interface", "linux", "type=system");
    assertThat(ovs.plan(b -> b.name("linux").addPort("linux", InterfaceType.system())).changes())
        .isEmpty();
    host.vsctl("--no-wait", "del-br", "linux");
  }

  @Test
  void aDatabaseThatIsEmpty_isToldSo(@TempDir Path own) throws IOException {
    try (OvsdbServer server = OvsdbServer.start(own, OvsdbServer.OPEN_VSWITCH);
        OpenVSwitch empty = OpenVSwitch.connect(server.unix())) {
      assertThatExceptionOfType(NotFoundException.class)
          .isThrownBy(() -> empty.apply(b -> b.name("br0")))
          .withMessageContaining("ovs-vsctl --no-wait init");
    }
  }

  private static List<OperationResult> commit(List<Operation> operations) {
    return new SwitchCommit(ovs.database()).commit(operations, DEADLINE);
  }

  private static List<Operation> bridge(String name, String datapath, String type) {
    return List.of(
        Operation.insert("Interface", Map.of("name", Value.of(name), "type", Value.of(type)))
            .named("i"),
        Operation.insert(
                "Port", Map.of("name", Value.of(name), "interfaces", Value.of(new Atom.Named("i"))))
            .named("p"),
        Operation.insert(
                "Bridge",
                Map.of(
                    "name", Value.of(name),
                    "datapath_type", Value.of(datapath),
                    "ports", Value.of(new Atom.Named("p"))))
            .named("b"),
        Operation.mutate("Open_vSwitch", List.of(Mutation.insert("bridges", new Atom.Named("b")))));
  }
}
