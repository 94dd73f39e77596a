package io.kvmsdk.libvirt.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.testkit.contract.NetworkContract;

@RequiresQemu
class QemuNetworkContractTest extends NetworkContract {
  @Override
  protected Hypervisor connect() {
    return QemuDriver.connect();
  }
}
