package io.kvmsdk.testkit.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.testkit.FakeHypervisor;

/** A fake host whose files are this machine's, so that overlays are made without it. */
class FakeLocalStorageContractTest extends StorageContract {
  @Override
  protected Hypervisor connect() {
    return FakeHypervisor.builder().local().build();
  }

  @Override
  protected boolean local() {
    return true;
  }

  @Override
  protected String poolFolder(String name) {
    return ((FakeHypervisor) kvm).root().resolve(name).toString();
  }
}
