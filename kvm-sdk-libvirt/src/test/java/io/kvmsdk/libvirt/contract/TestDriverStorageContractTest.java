package io.kvmsdk.libvirt.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.libvirt.RequiresLibvirt;
import io.kvmsdk.testkit.contract.StorageContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

@RequiresLibvirt
class TestDriverStorageContractTest extends StorageContract {
  @TempDir Path folder;

  @Override
  protected Hypervisor connect() {
    return TestDriver.connect(folder);
  }

  @Override
  protected boolean local() {
    return false;
  }
}
