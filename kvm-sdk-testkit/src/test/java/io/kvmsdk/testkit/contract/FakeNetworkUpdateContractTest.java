package io.kvmsdk.testkit.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.testkit.FakeHypervisor;

class FakeNetworkUpdateContractTest extends NetworkUpdateContract {
  @Override
  protected Hypervisor connect() {
    return FakeHypervisor.create();
  }
}
