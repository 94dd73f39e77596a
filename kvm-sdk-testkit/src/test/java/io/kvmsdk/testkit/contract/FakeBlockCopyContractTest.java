package io.kvmsdk.testkit.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.testkit.FakeHypervisor;

class FakeBlockCopyContractTest extends BlockCopyContract {
  @Override
  protected Hypervisor connect() {
    return FakeHypervisor.create();
  }
}
