package io.kvmsdk.testkit.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.testkit.FakeHypervisor;

class FakeStatsContractTest extends StatsContract {
  @Override
  protected Hypervisor connect() {
    return FakeHypervisor.create();
  }
}
