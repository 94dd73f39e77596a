package io.kvmsdk.ovs.ovsdb;

import io.kvmsdk.judge.RequiresTool;
import org.junit.jupiter.api.extension.RegisterExtension;

/** By {@code monitor_cond_since}. */
@RequiresTool(
    value = {"ovsdb-server", "--version"},
    debianPackage = "openvswitch-common")
class ServerMonitorContractTest extends MonitorContract {
  @RegisterExtension static final SharedServer server = SharedServer.of(SCHEMA);

  @Override
  protected OvsdbEndpoint endpoint() {
    return server.unix();
  }
}
