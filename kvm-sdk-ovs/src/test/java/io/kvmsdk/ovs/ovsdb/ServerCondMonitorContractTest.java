package io.kvmsdk.ovs.ovsdb;

import io.kvmsdk.judge.RequiresTool;
import java.io.IOException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** By {@code monitor_cond}, as with Open vSwitch 2.6 to 2.11. */
@RequiresTool(
    value = {"ovsdb-server", "--version"},
    debianPackage = "openvswitch-common")
class ServerCondMonitorContractTest extends MonitorContract {
  @RegisterExtension static final SharedServer server = SharedServer.of(SCHEMA);
  @AutoClose private static OldServer old;

  @BeforeAll
  static void start() throws IOException {
    old = new OldServer(server.server(), "monitor_cond_since");
  }

  @Override
  protected OvsdbEndpoint endpoint() {
    return old.endpoint();
  }
}
