package io.kvmsdk.libvirt.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.testkit.contract.TransientContract;

@RequiresQemu
class QemuTransientContractTest extends TransientContract {
  @Override
  protected Hypervisor connect() {
    return QemuDriver.connect();
  }
}
