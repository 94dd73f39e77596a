package io.kvmsdk.ovs.ovsdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmsdk.judge.RequiresTool;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract on Open vSwitch's own server. */
@RequiresTool(
    value = {"ovsdb-server", "--version"},
    debianPackage = "openvswitch-common")
class OvsdbServerTransactContractTest extends TransactContract {
  @RegisterExtension static final SharedServer server = SharedServer.of(Kinds.text());

  @Test
  void transact_whenTheDatabaseIsTheServersOwn_isNotAllowed() {
    try (OvsdbClient client = OvsdbClient.connect(endpoint(), Duration.ofSeconds(30))) {
      OvsdbDatabase own = client.database("_Server");
      assertThat(own.read("Database").rows("Database")).isNotEmpty();
      assertThatExceptionOfType(TransactionException.class)
          .isThrownBy(() -> own.transact(Operation.delete("Database")))
          .satisfies(e -> assertThat(e.kind()).isEqualTo(OvsdbError.NOT_ALLOWED));
    }
  }

  @Override
  protected OvsdbEndpoint endpoint() {
    return server.unix();
  }
}
