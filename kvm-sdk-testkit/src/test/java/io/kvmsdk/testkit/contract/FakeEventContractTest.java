package io.kvmsdk.testkit.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.testkit.FakeHypervisor;

class FakeEventContractTest extends EventContract {
  @Override
  protected Hypervisor connect() {
    return FakeHypervisor.create();
  }
}
