package io.kvmsdk.testkit.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.testkit.FakeHypervisor;

class FakeTransientContractTest extends TransientContract {
  @Override
  protected Hypervisor connect() {
    return FakeHypervisor.create();
  }
}
