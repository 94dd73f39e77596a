package io.kvmsdk.ovs.ovsdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The README's transactions on Open vSwitch's schema, seen by {@code ovs-vsctl}. */
@RequiresTool(
    value = {"ovsdb-server", "--version"},
    debianPackage = "openvswitch-switch")
class OpenVswitchTransactJudgedTest {
  @RegisterExtension static final SharedServer server = SharedServer.ofOpenVSwitch();

  @BeforeAll
  static void start() {
    vsctl("init");
  }

  private static String vsctl(String... words) {
    Object[] command = new Object[words.length + 3];
    command[0] = "ovs-vsctl";
    command[1] = "--db=" + server.unix();
    command[2] = "--no-wait";
    System.arraycopy(words, 0, command, 3, words.length);
    return Tool.run(command).orFail().output().strip();
  }

  private static Committed addBridge(OvsdbDatabase db, String name) {
    return db.transact(
        t -> {
          Atom device = t.insert("Interface", r -> r.set("name", name).set("type", "internal"));
          Atom port = t.insert("Port", r -> r.set("name", name).set("interfaces", device));
          Atom bridge = t.insert("Bridge", r -> r.set("name", name).set("ports", port));
          t.mutate("Open_vSwitch").insert("bridges", bridge).add("next_cfg", 1);
          t.comment("kvm-sdk: a bridge");
        });
  }

  @Test
  void transact_whenABridgeIsBuilt_isThereForOvsVsctl() {
    try (OvsdbClient client = OvsdbClient.connect(server.unix(), Duration.ofSeconds(30))) {
      OvsdbDatabase db = client.database("Open_vSwitch");
      assertThat(addBridge(db, "br0").results()).hasSize(5);
      assertThat(vsctl("list-br")).isEqualTo("br0");
      assertThat(vsctl("get", "interface", "br0", "type")).isEqualTo("internal");
      assertThatExceptionOfType(TransactionException.class)
          .isThrownBy(() -> addBridge(db, "br0"))
          .satisfies(e -> assertThat(e.inFamily()).isInstanceOf(AlreadyExistsException.class));
      assertThatExceptionOfType(InvalidSpecException.class)
          .isThrownBy(() -> db.transact(Operation.update("Port", Map.of("tags", Value.of(4096)))))
          .withMessageContaining("no column tags; is it tag?");
      vsctl("del-br", "br0");
      assertThat(db.read("Port", "Interface").rows("Port")).isEmpty();
    }
  }
}
