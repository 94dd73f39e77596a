package io.kvmsdk.libvirt.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.testkit.contract.NetworkUpdateContract;

@RequiresQemu
class QemuNetworkUpdateContractTest extends NetworkUpdateContract {
  @Override
  protected Hypervisor connect() {
    return QemuDriver.connect();
  }
}
