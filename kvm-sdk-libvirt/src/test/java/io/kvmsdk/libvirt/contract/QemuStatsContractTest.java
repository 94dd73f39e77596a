package io.kvmsdk.libvirt.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.testkit.contract.StatsContract;

@RequiresQemu
class QemuStatsContractTest extends StatsContract {
  @Override
  protected Hypervisor connect() {
    return QemuDriver.connect();
  }
}
