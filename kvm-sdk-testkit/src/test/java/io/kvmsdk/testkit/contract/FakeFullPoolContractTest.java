package io.kvmsdk.testkit.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.testkit.FakeHypervisor;
import io.kvmsdk.value.ByteSize;

class FakeFullPoolContractTest extends FullPoolContract {
  @Override
  protected Hypervisor connect() {
    return FakeHypervisor.create();
  }

  @Override
  protected StoragePool smallPool() {
    ((FakeHypervisor) kvm).poolCapacity("default", ByteSize.mib(20));
    return kvm.storagePools().get("default");
  }
}
