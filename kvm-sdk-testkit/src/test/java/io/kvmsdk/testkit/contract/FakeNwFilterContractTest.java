package io.kvmsdk.testkit.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.testkit.FakeHypervisor;

class FakeNwFilterContractTest extends NwFilterContract {
  @Override
  protected Hypervisor connect() {
    return FakeHypervisor.create();
  }
}
