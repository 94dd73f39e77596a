package io.kvmsdk.libvirt.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.testkit.contract.Capability;
import io.kvmsdk.testkit.contract.GoldenGuardContract;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;

@RequiresTool(
    value = {"virsh", "-c", "test:///default", "version"},
    debianPackage = "libvirt-clients")
class TestDriverGoldenGuardContractTest extends GoldenGuardContract {
  @TempDir Path folder;

  @Override
  protected Hypervisor connect() {
    return TestDriver.connect(folder);
  }

  @Override
  protected Set<Capability> missing() {
    return TestDriver.MISSING;
  }

  @Override
  protected String poolFolder() {
    return "/nowhere/" + pool;
  }
}
