package io.kvmsdk.libvirt.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.Console;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.libvirt.RequiresLibvirt;
import io.kvmsdk.testkit.contract.ConsoleContract;
import io.kvmsdk.value.ByteSize;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

@RequiresLibvirt
class TestDriverConsoleContractTest extends ConsoleContract {
  @TempDir Path folder;

  @Override
  protected Hypervisor connect() {
    return TestDriver.connect(folder);
  }

  @Override
  protected Domain guest() {
    return kvm.domains().define(d -> d.name(run).memory(ByteSize.mib(64)));
  }

  @Override
  protected Domain silent() {
    return guest();
  }

  @Override
  protected void powerOff(Console console) {
    kvm.domains().get(run).destroy();
  }
}
