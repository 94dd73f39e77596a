package io.kvmsdk.libvirt.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.Kvm;
import io.kvmsdk.domain.Accelerator;
import io.kvmsdk.libvirt.PrivateLibvirtd;
import io.kvmsdk.libvirt.RequiresPrivateLibvirtd;
import io.kvmsdk.testkit.contract.ReconnectContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

@RequiresPrivateLibvirtd
class QemuReconnectContractTest extends ReconnectContract {
  private static PrivateLibvirtd daemon;

  @BeforeAll
  static void startOne() {
    daemon = PrivateLibvirtd.start("reconnect");
  }

  @AfterAll
  static void endIt() {
    daemon.close();
  }

  @Override
  protected Hypervisor connect() {
    return Kvm.connect(daemon.uri().toString(), o -> o.accelerator(Accelerator.TCG));
  }

  @Override
  protected void stopDaemon() {
    daemon.kill();
  }

  @Override
  protected void startDaemon() {
    daemon.start();
  }
}
