package io.kvmsdk.libvirt.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.libvirt.RequiresLibvirt;
import io.kvmsdk.testkit.contract.SpawnContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Nothing can be published here, so that nothing can be spawned: each test says so. */
@RequiresLibvirt
class TestDriverSpawnContractTest extends SpawnContract {
  @TempDir Path folder;

  @Override
  protected Hypervisor connect() {
    return TestDriver.connect(folder);
  }
}
