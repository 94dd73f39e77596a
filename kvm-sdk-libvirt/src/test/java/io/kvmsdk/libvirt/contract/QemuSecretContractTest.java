package io.kvmsdk.libvirt.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.testkit.contract.SecretContract;

@RequiresQemu
class QemuSecretContractTest extends SecretContract {
  @Override
  protected Hypervisor connect() {
    return QemuDriver.connect();
  }
}
