package io.kvmsdk.ovs.ovsdb;

import io.kvmsdk.testkit.ovsdb.FakeOvsdbServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract on the testkit's server, which needs nothing installed. */
class FakeViewContractTest extends ViewContract {
  private static FakeOvsdbServer server;

  @BeforeAll
  static void start() {
    server = FakeOvsdbServer.start(SCHEMA);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Override
  protected OvsdbEndpoint endpoint() {
    return OvsdbEndpoint.parse(server.endpoint());
  }

  @Override
  protected void convert(String schema) {
    server.changeSchema(schema);
  }
}
