package io.kvmsdk.ovs.ovsdb;

import io.kvmsdk.testkit.ovsdb.FakeOvsdbServer;
import io.kvmsdk.testkit.ovsdb.OvsdbFault;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;

/** The testkit's server, as it would be if it were old, by RFC 7047's own {@code monitor}. */
class FakePlainMonitorContractTest extends MonitorContract {
  @AutoClose private static final FakeOvsdbServer server = FakeOvsdbServer.start(SCHEMA);

  @BeforeAll
  static void start() {
    server.failOn("monitor_cond_since", OvsdbFault.unknownMethod());
    server.failOn("monitor_cond", OvsdbFault.unknownMethod());
  }

  @Override
  protected OvsdbEndpoint endpoint() {
    return OvsdbEndpoint.parse(server.endpoint());
  }

  @Override
  protected boolean conditional() {
    return false;
  }
}
