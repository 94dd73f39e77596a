package io.kvmsdk.libvirt.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.testkit.contract.NwFilterContract;

@RequiresQemu
class QemuNwFilterContractTest extends NwFilterContract {
  @Override
  protected Hypervisor connect() {
    return QemuDriver.connect();
  }
}
