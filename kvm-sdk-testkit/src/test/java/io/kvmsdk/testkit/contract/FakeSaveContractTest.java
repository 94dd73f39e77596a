package io.kvmsdk.testkit.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.testkit.FakeHypervisor;
import java.nio.file.Path;

class FakeSaveContractTest extends SaveContract {
  private FakeHypervisor fake;

  @Override
  protected Hypervisor connect() {
    fake = FakeHypervisor.create();
    return fake;
  }

  @Override
  protected String folder() {
    return fake.root().toString();
  }

  @Override
  protected Path file(String path) {
    return fake.file(path);
  }
}
