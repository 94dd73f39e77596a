package io.kvmsdk.ovs.ovsdb;

import io.kvmsdk.judge.RequiresTool;
import java.io.IOException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** By RFC 7047's own {@code monitor}. */
@RequiresTool(
    value = {"ovsdb-server", "--version"},
    debianPackage = "openvswitch-common")
class ServerPlainMonitorContractTest extends MonitorContract {
  @RegisterExtension static final SharedServer server = SharedServer.of(SCHEMA);
  @AutoClose private static OldServer old;

  @BeforeAll
  static void start() throws IOException {
    old = new OldServer(server.server(), "monitor_cond_since", "monitor_cond");
  }

  @Override
  protected OvsdbEndpoint endpoint() {
    return old.endpoint();
  }

  @Override
  protected boolean conditional() {
    return false;
  }
}
