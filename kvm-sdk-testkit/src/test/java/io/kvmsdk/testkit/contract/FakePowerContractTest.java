package io.kvmsdk.testkit.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.testkit.FakeHypervisor;

class FakePowerContractTest extends PowerContract {
  @Override
  protected Hypervisor connect() {
    return FakeHypervisor.create();
  }
}
