package io.kvmsdk.libvirt.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.libvirt.RequiresLibvirt;
import io.kvmsdk.testkit.contract.SecretContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

@RequiresLibvirt
class TestDriverSecretContractTest extends SecretContract {
  @TempDir Path folder;

  @Override
  protected Hypervisor connect() {
    return TestDriver.connect(folder);
  }
}
