package io.kvmsdk.libvirt.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.testkit.contract.Capability;
import io.kvmsdk.testkit.contract.StorageContract;
import java.util.EnumSet;
import java.util.Set;

@RequiresQemu
class QemuStorageContractTest extends StorageContract {
  @Override
  protected Hypervisor connect() {
    return QemuDriver.connect();
  }

  @Override
  protected Set<Capability> missing() {
    Set<Capability> missing = EnumSet.copyOf(super.missing());
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
}
