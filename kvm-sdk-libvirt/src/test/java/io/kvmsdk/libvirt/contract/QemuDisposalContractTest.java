package io.kvmsdk.libvirt.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.testkit.contract.Capability;
import io.kvmsdk.testkit.contract.DisposalContract;
import java.util.Set;

@RequiresTool(
    value = {"virsh", "-c", "qemu:///system", "version"},
    debianPackage = "libvirt-daemon-system")
class QemuDisposalContractTest extends DisposalContract {
  @Override
  protected Hypervisor connect() {
    return QemuDriver.connect();
  }

  @Override
  protected Set<Capability> missing() {
    return QemuDriver.MISSING;
  }

  /** Where the daemon, which runs as root, may make folders. */
  @Override
  protected String poolFolder(String name) {
    return "/var/lib/libvirt/images/" + name;
  }
}
