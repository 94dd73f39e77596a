package io.kvmsdk.testkit.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.testkit.FakeHypervisor;
import java.nio.file.Path;

class FakeStorageContractTest extends StorageContract {
  @Override
  protected Hypervisor connect() {
    return FakeHypervisor.create();
  }

  @Override
  protected boolean local() {
    return false;
  }

  @Override
  protected Path hostFile(String path) {
    return ((FakeHypervisor) kvm).file(path);
  }
}
