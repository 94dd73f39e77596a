package io.kvmsdk.testkit.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.testkit.FakeHypervisor;

/** A fake host whose files are this machine's. */
class FakeLocalBlockCopyContractTest extends BlockCopyContract {
  @Override
  protected Hypervisor connect() {
    return FakeHypervisor.builder().local().build();
  }

  @Override
  protected String poolFolder(String name) {
    return ((FakeHypervisor) kvm).root().resolve(name).toString();
  }
}
