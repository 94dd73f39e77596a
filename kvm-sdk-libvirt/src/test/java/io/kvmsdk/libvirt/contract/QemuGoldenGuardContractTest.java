package io.kvmsdk.libvirt.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.testkit.contract.GoldenGuardContract;
import java.nio.file.Path;

@RequiresTool(
    value = {"virsh", "-c", "qemu:///system", "version"},
    debianPackage = "libvirt-daemon-system, libvirt-clients and qemu-system-x86")
class QemuGoldenGuardContractTest extends GoldenGuardContract {
  @Override
  protected Hypervisor connect() {
    return QemuDriver.connect();
  }

  /** libvirt's own folder, since QEMU's user must be able to go into it. */
  @Override
  protected String poolFolder() {
    return Path.of("/var/lib/libvirt/images").resolve(pool).toString();
  }
}
