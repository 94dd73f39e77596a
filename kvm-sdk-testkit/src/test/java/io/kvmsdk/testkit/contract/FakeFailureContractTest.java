package io.kvmsdk.testkit.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.testkit.FakeHypervisor;

class FakeFailureContractTest extends FailureContract {
  @Override
  protected Hypervisor connect() {
    return FakeHypervisor.create();
  }
}
