package io.kvmsdk.testkit.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.Kvm;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FakeReadOnlyContractTest extends ReadOnlyContract {
  @TempDir Path folder;

  @Override
  protected Hypervisor connect() {
    return Kvm.connect("fake://" + folder);
  }

  @Override
  protected Hypervisor connectReadOnly() {
    return Kvm.connect("fake://" + folder, o -> o.readOnly(true));
  }
}
