package io.kvmsdk.libvirt.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.Kvm;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.testkit.contract.ReadOnlyContract;

@RequiresQemu
class QemuReadOnlyContractTest extends ReadOnlyContract {
  @Override
  protected Hypervisor connect() {
    return QemuDriver.connect();
  }

  @Override
  protected Hypervisor connectReadOnly() {
    return Kvm.connect("qemu:///system", o -> o.readOnly(true));
  }
}
