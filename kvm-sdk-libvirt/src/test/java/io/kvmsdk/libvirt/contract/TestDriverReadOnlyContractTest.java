package io.kvmsdk.libvirt.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.Kvm;
import io.kvmsdk.libvirt.RequiresLibvirt;
import io.kvmsdk.testkit.contract.ReadOnlyContract;

@RequiresLibvirt
class TestDriverReadOnlyContractTest extends ReadOnlyContract {
  /** The one host of this process that two connections can share. */
  @Override
  protected Hypervisor connect() {
    return Kvm.connect("test:///default");
  }

  @Override
  protected Hypervisor connectReadOnly() {
    return Kvm.connect("test:///default", o -> o.readOnly(true));
  }
}
