package io.kvmsdk.testkit.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.testkit.FakeHypervisor;
import java.nio.file.Path;

class FakeGoldenGuardContractTest extends GoldenGuardContract {
  private FakeHypervisor fake;

  @Override
  protected Hypervisor connect() {
    fake = FakeHypervisor.create();
    return fake;
  }

  @Override
  protected Path realFile(StorageVolume volume) {
    return fake.file(volume.path());
  }
}
