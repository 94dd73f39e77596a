package io.kvmsdk.libvirt.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.testkit.contract.DeviceContract;

@RequiresQemu
class QemuDeviceContractTest extends DeviceContract {
  @Override
  protected Hypervisor connect() {
    return QemuDriver.connect();
  }
}
