package io.kvmsdk.libvirt.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.testkit.contract.Leftovers;
import java.nio.file.Path;
import java.util.UUID;

/**
 * A {@link MiniGuest} that the tests of a suite share, since to start and to end one takes longer
 * than what most of them do with it. No other suite knows its name.
 */
final class SharedGuest {
  private final String name = "kvmsdk-" + UUID.randomUUID().toString().substring(0, 8);
  private final String device;

  /**
   * @param device what its machine has besides
   */
  SharedGuest(String device) {
    this.device = device;
  }

  /** Defined by the first test that asks for it; it may run already. */
  Domain on(Hypervisor kvm, Path scratch) {
    return kvm.domains()
        .find(name)
        .orElseGet(
            () ->
                kvm.domains()
                    .define(MiniGuest.machine(kvm, name, scratch).addRawDevice(device).build()));
  }

  /** For the end of the suite. */
  void remove() {
    try (Hypervisor kvm = QemuDriver.connect()) {
      Leftovers.remove(kvm, name);
    }
  }
}
