package io.kvmsdk.libvirt.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.testkit.contract.SnapshotContract;

@RequiresQemu
class QemuSnapshotContractTest extends SnapshotContract {
  @Override
  protected Hypervisor connect() {
    return QemuDriver.connect();
  }
}
