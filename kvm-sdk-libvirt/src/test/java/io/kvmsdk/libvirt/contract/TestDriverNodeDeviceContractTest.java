package io.kvmsdk.libvirt.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.Kvm;
import io.kvmsdk.libvirt.RequiresLibvirt;
import io.kvmsdk.testkit.contract.NodeDeviceContract;

@RequiresLibvirt
class TestDriverNodeDeviceContractTest extends NodeDeviceContract {
  /** A host of one's own would have no devices; these are only looked at. */
  @Override
  protected Hypervisor connect() {
    return Kvm.connect("test:///default");
  }
}
