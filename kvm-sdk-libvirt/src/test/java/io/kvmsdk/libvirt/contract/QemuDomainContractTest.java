package io.kvmsdk.libvirt.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.testkit.contract.DomainContract;

@RequiresQemu
class QemuDomainContractTest extends DomainContract {
  @Override
  protected Hypervisor connect() {
    return QemuDriver.connect();
  }
}
