package io.kvmsdk.libvirt.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.testkit.contract.Capability;
import io.kvmsdk.testkit.contract.DomainContract;
import java.util.Set;

@RequiresTool(
    value = {"virsh", "-c", "qemu:///system", "version"},
    debianPackage = "libvirt-daemon-system")
class QemuDomainContractTest extends DomainContract {
  @Override
  protected Hypervisor connect() {
    return QemuDriver.connect();
  }

  @Override
  protected Set<Capability> missing() {
    return QemuDriver.MISSING;
  }
}
