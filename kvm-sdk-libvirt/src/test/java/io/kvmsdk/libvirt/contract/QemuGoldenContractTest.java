package io.kvmsdk.libvirt.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.testkit.contract.GoldenContract;

@RequiresQemu
class QemuGoldenContractTest extends GoldenContract {
  @Override
  protected Hypervisor connect() {
    return QemuDriver.connect();
  }
}
