package io.kvmsdk.libvirt.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.Kvm;
import io.kvmsdk.libvirt.RequiresQemu;

/** The same host by a URI that may lead to another machine, so that all goes through libvirt. */
@RequiresQemu
class QemuSocketStorageContractTest extends QemuStorageContractTest {
  @Override
  protected Hypervisor connect() {
    return Kvm.connect("qemu+unix:///system");
  }

  @Override
  protected boolean local() {
    return false;
  }
}
