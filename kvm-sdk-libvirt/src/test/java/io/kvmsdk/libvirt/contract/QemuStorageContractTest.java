package io.kvmsdk.libvirt.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.testkit.contract.Capability;
import io.kvmsdk.testkit.contract.StorageContract;
import java.util.EnumSet;
import java.util.Set;

@RequiresTool(
    value = {"virsh", "-c", "qemu:///system", "version"},
    debianPackage = "libvirt-daemon-system")
class QemuStorageContractTest extends StorageContract {
  @Override
  protected Hypervisor connect() {
    return QemuDriver.connect();
  }

  @Override
  protected Set<Capability> missing() {
    Set<Capability> missing = EnumSet.copyOf(QemuDriver.MISSING);
    if (!Tool.run("virsh", "-c", "qemu:///system", "pool-capabilities")
        .orFail()
        .output()
        .contains("<pool type='rbd' supported='yes'>")) {
      missing.add(Capability.CEPH);
    }
    return missing;
  }

  @Override
  protected boolean local() {
    return true;
  }

  /** Where the daemon, which runs as root, may make folders. */
  @Override
  protected String poolFolder(String name) {
    return "/var/lib/libvirt/images/" + name;
  }
}
