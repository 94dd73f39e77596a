package io.kvmsdk.libvirt.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.testkit.contract.EventContract;

@RequiresQemu
class QemuEventContractTest extends EventContract {
  @Override
  protected Hypervisor connect() {
    return QemuDriver.connect();
  }
}
