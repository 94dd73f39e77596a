package io.kvmsdk.testkit.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.testkit.FakeHypervisor;

class FakeCloneContractTest extends CloneContract {
  @Override
  protected Hypervisor connect() {
    return FakeHypervisor.create();
  }
}
