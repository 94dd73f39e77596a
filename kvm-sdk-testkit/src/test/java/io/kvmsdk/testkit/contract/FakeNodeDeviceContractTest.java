package io.kvmsdk.testkit.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.testkit.FakeHypervisor;

class FakeNodeDeviceContractTest extends NodeDeviceContract {
  @Override
  protected Hypervisor connect() {
    return FakeHypervisor.create();
  }
}
