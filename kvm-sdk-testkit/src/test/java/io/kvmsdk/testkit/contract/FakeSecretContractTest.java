package io.kvmsdk.testkit.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.testkit.FakeHypervisor;

class FakeSecretContractTest extends SecretContract {
  @Override
  protected Hypervisor connect() {
    return FakeHypervisor.create();
  }
}
