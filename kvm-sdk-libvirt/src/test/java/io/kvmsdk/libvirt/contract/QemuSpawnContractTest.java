package io.kvmsdk.libvirt.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.testkit.contract.SpawnContract;

/** Guests run here, under TCG, but have nothing to boot; {@code GoldenBootTest} boots real ones. */
@RequiresQemu
class QemuSpawnContractTest extends SpawnContract {
  @Override
  protected Hypervisor connect() {
    return QemuDriver.connect();
  }
}
