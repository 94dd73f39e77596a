package io.kvmsdk.libvirt.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.testkit.contract.GoldenGuardContract;

@RequiresQemu
class QemuGoldenGuardContractTest extends GoldenGuardContract {
  @Override
  protected Hypervisor connect() {
    return QemuDriver.connect();
  }
}
