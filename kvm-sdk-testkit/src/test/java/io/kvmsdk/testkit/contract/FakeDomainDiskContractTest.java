package io.kvmsdk.testkit.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.testkit.FakeHypervisor;

class FakeDomainDiskContractTest extends DomainDiskContract {
  @Override
  protected Hypervisor connect() {
    return FakeHypervisor.create();
  }
}
