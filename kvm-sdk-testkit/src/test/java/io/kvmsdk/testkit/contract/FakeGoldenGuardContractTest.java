package io.kvmsdk.testkit.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.testkit.FakeHypervisor;
import java.nio.file.Path;
import java.util.Set;

class FakeGoldenGuardContractTest extends GoldenGuardContract {
  private FakeHypervisor fake;

  @Override
  protected Hypervisor connect() {
    fake = FakeHypervisor.create();
    return fake;
  }

  /** The fake does not model the permissions of its files. */
  @Override
  protected Set<Capability> missing() {
    return Set.of(Capability.REAL_FILES);
  }

  @Override
  protected String poolFolder() {
    return "/srv/" + pool;
  }

  @Override
  protected Path realFile(StorageVolume volume) {
    return fake.file(volume.path());
  }
}
