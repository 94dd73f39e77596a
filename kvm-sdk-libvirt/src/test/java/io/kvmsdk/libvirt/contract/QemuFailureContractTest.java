package io.kvmsdk.libvirt.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.testkit.contract.FailureContract;

@RequiresQemu
class QemuFailureContractTest extends FailureContract {
  @Override
  protected Hypervisor connect() {
    return QemuDriver.connect();
  }
}
