package io.kvmsdk.libvirt.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.WatchdogAction;
import io.kvmsdk.libvirt.RequiresLibvirt;
import io.kvmsdk.testkit.GuestActs;
import io.kvmsdk.testkit.contract.GuestEventContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

@RequiresLibvirt
class TestDriverGuestEventContractTest extends GuestEventContract {
  @TempDir Path folder;

  @Override
  protected Hypervisor connect() {
    return TestDriver.connect(folder);
  }

  @Override
  protected Domain guest(WatchdogAction action) {
    throw noGuest();
  }

  @Override
  protected GuestActs acts() {
    throw noGuest();
  }

  @Override
  protected void fillHost() {
    throw noGuest();
  }

  private static AssertionError noGuest() {
    return new AssertionError("nothing runs in the test driver's domains");
  }
}
