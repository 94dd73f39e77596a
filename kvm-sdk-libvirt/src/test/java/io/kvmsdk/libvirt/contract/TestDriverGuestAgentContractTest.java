package io.kvmsdk.libvirt.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.libvirt.RequiresLibvirt;
import io.kvmsdk.testkit.contract.GuestAgentContract;
import io.kvmsdk.value.ByteSize;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

@RequiresLibvirt
class TestDriverGuestAgentContractTest extends GuestAgentContract {
  @TempDir Path folder;

  @Override
  protected Hypervisor connect() {
    return TestDriver.connect(folder);
  }

  @Override
  protected Domain guest() {
    return started(run, true);
  }

  @Override
  protected Domain withoutAgent(String name) {
    return started(name, true);
  }

  @Override
  protected Domain withoutChannel() {
    return started(run + "-n", false);
  }

  private Domain started(String name, boolean channel) {
    Domain domain =
        kvm.domains().define(d -> d.name(name).memory(ByteSize.mib(64)).guestAgent(channel));
    domain.start();
    return domain;
  }
}
