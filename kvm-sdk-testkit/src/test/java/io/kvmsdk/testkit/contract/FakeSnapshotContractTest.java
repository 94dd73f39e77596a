package io.kvmsdk.testkit.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.testkit.FakeHypervisor;

class FakeSnapshotContractTest extends SnapshotContract {
  @Override
  protected Hypervisor connect() {
    return FakeHypervisor.create();
  }
}
