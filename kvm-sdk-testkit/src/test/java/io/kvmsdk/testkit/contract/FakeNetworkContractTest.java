package io.kvmsdk.testkit.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.testkit.FakeHypervisor;

class FakeNetworkContractTest extends NetworkContract {
  @Override
  protected Hypervisor connect() {
    return FakeHypervisor.create();
  }
}
