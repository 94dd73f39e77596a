package io.kvmsdk.ovs.ovsdb;

import io.kvmsdk.judge.RequiresTool;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract on Open vSwitch's own server. */
@RequiresTool(
    value = {"ovsdb-server", "--version"},
    debianPackage = "openvswitch-common")
class OvsdbServerOperationContractTest extends OperationContract {
  @RegisterExtension static final SharedServer server = SharedServer.of(Kinds.text());

  @Override
  protected OvsdbEndpoint endpoint() {
    return server.unix();
  }
}
