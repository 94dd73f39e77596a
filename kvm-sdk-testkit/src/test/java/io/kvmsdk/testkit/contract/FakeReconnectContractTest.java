package io.kvmsdk.testkit.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.testkit.FakeHypervisor;

class FakeReconnectContractTest extends ReconnectContract {
  private FakeHypervisor host;

  @Override
  protected Hypervisor connect() {
    host = FakeHypervisor.create();
    return host;
  }

  @Override
  protected void stopDaemon() {
    host.stopDaemon();
  }

  @Override
  protected void startDaemon() {
    host.startDaemon();
  }
}
