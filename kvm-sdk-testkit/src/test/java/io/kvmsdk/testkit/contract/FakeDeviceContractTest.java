package io.kvmsdk.testkit.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.testkit.FakeHypervisor;

class FakeDeviceContractTest extends DeviceContract {
  @Override
  protected Hypervisor connect() {
    return FakeHypervisor.create();
  }
}
