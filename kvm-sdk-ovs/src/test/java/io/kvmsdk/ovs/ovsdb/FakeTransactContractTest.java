package io.kvmsdk.ovs.ovsdb;

import io.kvmsdk.testkit.ovsdb.FakeOvsdbServer;
import org.junit.jupiter.api.AutoClose;

/** The contract on the testkit's server, which needs nothing installed. */
class FakeTransactContractTest extends TransactContract {
  @AutoClose private static final FakeOvsdbServer server = FakeOvsdbServer.start(Kinds.text());

  @Override
  protected OvsdbEndpoint endpoint() {
    return OvsdbEndpoint.parse(server.endpoint());
  }
}
