package io.kvmsdk.testkit.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.testkit.FakeHypervisor;

class FakeDisposalContractTest extends DisposalContract {
  @Override
  protected Hypervisor connect() {
    return FakeHypervisor.create();
  }
}
